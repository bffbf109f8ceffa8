import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Returns the absolute path without symbolic links. The last parts of the path may be missing. */
export function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPathOf(parent), basename(absolute));
  }
}
