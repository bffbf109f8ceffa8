import { closeSync, constants, fstatSync, openSync, readSync, writeFileSync } from "node:fs";

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
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_TRUNC | guards, 0o666);
  try {
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
