import { UsageError } from "../tool-error.js";

/** Returns an error about the value at a path of a command's arguments. The empty path is the arguments themselves. */
export function mismatch(path: string, problem: string): UsageError {
  return new UsageError(path === "" ? problem : `"${path}" ${problem}`);
}

/** Returns the path of a member. */
export function memberPath(path: string, member: string | number): string {
  return path === "" ? String(member) : `${path}.${member}`;
}
