import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";
import { reasonOf, UsageError } from "../failure.js";
import { stringifyExactly } from "../output/json.js";
import type { AuditEntry } from "./audit.js";

/** A file of audit entries. */
export interface AuditFile {
  /** Appends an entry before it returns. @throws the error of the file system. */
  readonly write: (entry: AuditEntry) => void;
  readonly close: () => void;
}

/**
 * Opens a file for audit entries, a line of JSON each. A new file is readable by its owner only.
 * @throws UsageError if it cannot be opened, or is a symbolic link, a pipe or a device.
 */
export function openAuditFile(path: string): AuditFile {
  let file: number;
  try {
    file = openRegularFile(path);
  } catch (cause) {
    throw new UsageError(`--audit names a file that cannot be written: ${reasonOf(cause)}`, { cause });
  }
  return {
    write: (entry) => {
      const line = Buffer.from(`${stringifyExactly(entry)}\n`);
      for (let at = 0; at < line.length;) at += writeSync(file, line, at);
    },
    close: () => closeSync(file),
  };
}

/** A pipe would block the process until it has a reader, and refuse entries when it is full. */
function openRegularFile(path: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`it is not a regular file, open '${path}'`);
}
