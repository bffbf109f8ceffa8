import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** The largest file of a key, a certificate or a token, in bytes. */
export const maxSecretSize: number = 1024 * 1024;

/**
 * Reads a file that the command line names. Only regular files are read, so that a device or a pipe cannot block the process
 * or exhaust its memory.
 * @param maxSize - in bytes.
 * @throws Error if it is another kind of file or larger, or Node's error if it cannot be opened.
 */
export function readRegularFile(file: string, maxSize: number): Buffer {
  // Opening a pipe would otherwise wait for its writer. Windows has no such flag.
  const { O_RDONLY, O_NONBLOCK } = constants as { O_RDONLY: number; O_NONBLOCK?: number };
  const descriptor = openSync(file, O_RDONLY | (O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`it is not a regular file, read '${file}'`);
    if (stats.size > maxSize)
      throw new Error(`it is larger than ${maxSize / 1024 / 1024} MiB, read '${file}'`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
