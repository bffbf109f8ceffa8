import { lstatSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns what prevents files from being written below a folder: an entry that is not a regular file in the place of a
 * file, or not a folder in the place of a parent. Symbolic links are obstacles, because their targets may be elsewhere.
 * @param paths Relative to the folder, with `/`.
 */
export function obstacles(folder: string, paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const folders = new Map<string, boolean>();
  const isClear = (path: string): boolean => {
    let clear = folders.get(path);
    if (clear === undefined) {
      clear = (parentOf(path) === "" || isClear(parentOf(path))) && isFolderOrMissing(join(folder, path));
      folders.set(path, clear);
      if (!clear && ![...found].some((each) => path.startsWith(`${each}/`))) found.add(path);
    }
    return clear;
  };
  for (const path of paths) {
    const parent = parentOf(path);
    if (parent !== "" && !isClear(parent)) continue;
    if (!isFileOrMissing(join(folder, path))) found.add(path);
  }
  return [...found];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function isFolderOrMissing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;
}

function isFileOrMissing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}
