import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** The largest file of a key, a certificate or a token, in bytes. */
export const maxSecretSize: number = 1024 * 1024;

/** What a shell passes for `<(command)` or `-`: an open pipe, which has a writer. */
const passedDescriptor = /^\/dev\/(?:fd\/\d+|stdin)$|^\/proc\/self\/fd\/\d+$/;

/**
 * Reads a file that the command line names: a regular file, or a pipe that the shell passes. Another pipe or a device could
 * block the process or exhaust its memory.
 * @param maxSize - in bytes.
 * @throws Error if it is another kind of file or larger, or Node's error if it cannot be opened.
 */
export function readRegularFile(file: string, maxSize: number): Buffer {
  const isPassed = passedDescriptor.test(file);
  // Opening a pipe would otherwise wait for its writer. Windows has no such flag.
  const { O_RDONLY, O_NONBLOCK = 0 } = constants as { O_RDONLY: number; O_NONBLOCK?: number };
  const descriptor = openSync(file, isPassed ? O_RDONLY : O_RDONLY | O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() && !(isPassed && stats.isFIFO())) {
      throw new Error(`it is not a regular file, read '${file}'`);
    }
    const bytes = stats.size > maxSize ? undefined : readUpTo(descriptor, maxSize, stats.isFile());
    if (bytes === undefined)
      throw new Error(`it is larger than ${maxSize / 1024 / 1024} MiB, read '${file}'`);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Returns the content of an open file or pipe; undefined if a pipe has more. */
function readUpTo(descriptor: number, maxSize: number, isFile: boolean): Buffer | undefined {
  if (isFile) return readFileSync(descriptor);
  const chunks: Buffer[] = [];
  for (let size = 0; size <= maxSize;) {
    const chunk = Buffer.alloc(65_536);
    const count = readSync(descriptor, chunk);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    size += count;
  }
  return undefined;
}
