import { maxSecretSize, readRegularFile, reasonOf, UsageError } from "qapi-ts-tools/cli";

/**
 * Reads a file with a secret of the connection: a regular file, or a pipe that the shell passes. Each is read once, because a
 * pipe has its content only once.
 * @param what - what the file has, such as "the password".
 * @throws UsageError if the file cannot be read.
 */
export function readSecretFile(file: string, what: string): Buffer {
  try {
    return readRegularFile(file, maxSecretSize);
  } catch (cause) {
    throw new UsageError(`${what} cannot be read from the file ${file}: ${reasonOf(cause)}`, { cause });
  }
}
