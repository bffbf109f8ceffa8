import { relative, sep, isAbsolute } from "node:path";
import { realPathOf } from "./real-path.js";

/** Reports whether a real path is below the real path of a folder. */
export function isWithin(realPath: string, folder: string): boolean {
  const path = relative(realPathOf(folder), realPath);
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
