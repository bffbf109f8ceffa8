import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { quote } from "../diagnostics/escape.js";

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
 * @param paths - relative to the folder, with `/`.
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

/** The maximum size in bytes of a file that is read. QEMU's whole schema has less than 1 MiB. */
const maxSize = 64 * 1024 * 1024;

/** A file that is not read. Node's own errors, such as ENOENT, are passed on. */
class UnreadableFileError extends Error {
  override readonly name: string = "UnreadableFileError";
  /** Marks the error as one of the file system, as in Node's errors. */
  readonly syscall: string = "read";

  constructor(file: string, reason: string) {
    super(`${reason}, read '${file}'`);
  }
}

/**
 * Reads a text file. The size is limited and only regular files are read, so that a device or a pipe cannot block the
 * process or exhaust its memory.
 * @throws UnreadableFileError, or Node's error if the file cannot be opened.
 */
export function readText(file: string): string {
  // Opening a pipe would otherwise wait for its writer. Windows has no such flag.
  const descriptor = openSync(file, constants.O_RDONLY | optional(constants.O_NONBLOCK));
  try {
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw new UnreadableFileError(file, "it is a folder");
    if (!stats.isFile()) throw new UnreadableFileError(file, "it is not a regular file");
    if (stats.size > maxSize) throw tooLarge(file);
    return readAll(file, descriptor, stats.size);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a text file that the user named. Returns the reason if it cannot be read. */
export function readInput(file: string): string | { readonly reason: string } {
  try {
    return readText(file);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Removes the operation and the path, which the caller's message already contains, from Node's message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+( '.*')?$/s, "");
}

/** Reads to the end of the file, which may have grown. Files in `/proc` report the size 0. */
function readAll(file: string, descriptor: number, size: number): string {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(size - total, 0) + 64);
    const length = readSync(descriptor, chunk, 0, chunk.length, null);
    if (length === 0) return Buffer.concat(chunks, total).toString("utf8");
    chunks.push(chunk.subarray(0, length));
    total += length;
    if (total > maxSize) throw tooLarge(file);
  }
}

function tooLarge(file: string): UnreadableFileError {
  return new UnreadableFileError(file, `it is larger than ${maxSize / 1024 / 1024} MiB`);
}

function optional(flag: number | undefined): number {
  return flag ?? 0;
}

/**
 * Writes a text file. Fails rather than write through a symbolic link, whose target may be outside of the output folder,
 * or wait for the reader of a pipe.
 */
export function writeText(file: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_TRUNC } = constants;
  // Windows has neither flag.
  const guards = optional(constants.O_NOFOLLOW) | optional(constants.O_NONBLOCK);
  try {
    const descriptor = openSync(file, O_WRONLY | O_CREAT | O_TRUNC | guards, 0o666);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new UnwritableFileError(`cannot write ${quote(file)}: ${reasonOf(error)}`, { cause: error });
  }
}

/** A file or folder that cannot be written. */
class UnwritableFileError extends Error {
  override readonly name: string = "UnwritableFileError";
  /** Marks the error as one of the file system, as in Node's errors. */
  readonly syscall: string = "write";
}

/** Whether a path is a folder whose entries can be listed. */
export function isReadableFolder(path: string): boolean {
  try {
    opendirSync(path).closeSync();
    return true;
  } catch {
    return false;
  }
}

/** Returns undefined for a path that does not exist or cannot be followed. */
export function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Creates a folder and its parents, unless they exist.
 * @throws UnwritableFileError if this is impossible.
 */
export function createFolder(folder: string): void {
  checkFolder(folder);
  createMissing(folder);
}

/** Level by level: in Node 20, a recursive `mkdirSync` in /proc does not return. */
function createMissing(folder: string): void {
  if (existsSync(folder)) return;
  createMissing(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may create it too.
    if (existsSync(folder)) return;
    throw new UnwritableFileError(`cannot create the folder ${quote(folder)}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Checks that a folder exists or can be created: neither it nor a parent is a file.
 * @throws UnwritableFileError if one of them is a file.
 */
export function checkFolder(folder: string): void {
  for (let at = folder; ; at = dirname(at)) {
    if (!existsSync(at) && at !== dirname(at)) continue;
    if (statSync(at).isDirectory()) return;
    const what = at === folder ? "it" : quote(at);
    throw new UnwritableFileError(`cannot write to the folder ${quote(folder)}: ${what} is a file`);
  }
}
