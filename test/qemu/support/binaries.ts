import { spawnSync } from "node:child_process";
import { describeUnless } from "./conditional.js";

function isThere(binary: string): boolean {
  return spawnSync(binary, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** A group of tests that need a real binary. */
export function describeWith(binary: string, name: string, body: () => void): void {
  describeUnless(isThere(binary) ? undefined : `${binary} is not on the PATH`, name, body);
}
