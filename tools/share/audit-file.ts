import { closeSync, constants, openSync, writeSync } from "node:fs";
import { UsageError } from "../failure.js";
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
 * @throws UsageError if it cannot be opened, or is a symbolic link.
 */
export function openAuditFile(path: string): AuditFile {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  let file: number;
  try {
    file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--audit names a file that cannot be written: ${reason}`, { cause });
  }
  return {
    write: (entry) => {
      const line = Buffer.from(`${stringifyExactly(entry)}\n`);
      for (let at = 0; at < line.length;) at += writeSync(file, line, at);
    },
    close: () => {
      closeSync(file);
    },
  };
}
