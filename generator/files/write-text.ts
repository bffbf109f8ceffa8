import { closeSync, constants, openSync, writeFileSync } from "node:fs";

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

function optional(flag: number | undefined): number {
  return flag ?? 0;
}
