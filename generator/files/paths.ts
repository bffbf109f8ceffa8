import { existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Reports whether a real path is below the real path of a folder. */
export function isWithin(realPath: string, folder: string): boolean {
  const path = relative(realPathOf(folder), realPath);
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

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

/**
 * Returns what prevents files from being written below a folder: an entry that is not a regular file instead of a
 * file, or not a folder instead of a parent. Symbolic links are obstacles, because their targets may be elsewhere.
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

/** A folder that may be created below an existing one. */
interface Place {
  readonly base: string;
  /** The names that lead from the base to the folder. */
  readonly names: readonly string[];
}

/**
 * Returns the folder for the records of runs: `node_modules/.cache/qapi-ts` beside the nearest `package.json` if
 * that has a `node_modules`, otherwise `qapi-ts` in the user's cache folder. Undefined if neither can be used.
 * @param from The absolute real path of a folder.
 * @param create Whether to create a missing folder. Default: false.
 */
export function cacheFolder(from: string, create = false): string | undefined {
  for (const place of [projectCache(from), userCache()]) {
    const folder = place && open(place, create);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

function projectCache(from: string): Place | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) {
      const modules = join(at, "node_modules");
      const isFolder = lstatSync(modules, { throwIfNoEntry: false })?.isDirectory() === true;
      return isFolder ? { base: modules, names: [".cache", "qapi-ts"] } : undefined;
    }
    if (at === dirname(at)) return undefined;
  }
}

function userCache(): Place | undefined {
  const { XDG_CACHE_HOME: cache = "", LOCALAPPDATA: local = "" } = process.env;
  if (isAbsolute(cache)) return { base: cache, names: ["qapi-ts"] };
  if (process.platform === "win32")
    return isAbsolute(local) ? { base: local, names: ["qapi-ts", "cache"] } : undefined;
  const names = process.platform === "darwin" ? ["Library", "Caches"] : [".cache"];
  return { base: homedir(), names: [...names, "qapi-ts"] };
}

/** Undefined if the folder is missing, or if a part of its path is a symbolic link, which could lead anywhere. */
function open({ base, names }: Place, create: boolean): string | undefined {
  let at = base;
  try {
    for (const name of names) {
      at = join(at, name);
      if (create) mkdirSync(at, { recursive: true });
      if (!lstatSync(at).isDirectory()) return undefined;
    }
    return at;
  } catch {
    return undefined;
  }
}
