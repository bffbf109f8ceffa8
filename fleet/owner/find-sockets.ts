import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import picomatch from "picomatch";

/**
 * Finds the unix sockets whose paths match a pattern, such as `/run/vms/*.qmp`. Folders that cannot
 * be read are skipped, and symbolic links to folders are not followed.
 */
export async function findSockets(pattern: string): Promise<string[]> {
  const absolute = resolve(pattern);
  const { base, glob } = picomatch.scan(absolute);
  const isMatch = picomatch(absolute, { dot: true });
  const depth = glob.includes("**") ? Infinity : glob.split("/").length;
  // Without a wildcard, the base is the socket itself.
  return await socketsIn(glob === "" ? resolve(base, "..") : base || "/", depth, isMatch);
}

async function socketsIn(
  folder: string,
  depth: number,
  isMatch: (path: string) => boolean,
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isSocket() && isMatch(path)) return [path];
    return entry.isDirectory() && depth > 1 ? await socketsIn(path, depth - 1, isMatch) : [];
  });
  return (await Promise.all(found)).flat();
}
