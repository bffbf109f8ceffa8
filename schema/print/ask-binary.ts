import { basename } from "node:path";
import { askServer } from "qapi-ts-generator";

/** What is written down of one binary: `readAnswers` reads it. */
export interface WrittenAnswer {
  readonly binary: string;
  /** Its answer to `query-version`. */
  readonly version: unknown;
  /** Its answer to `query-qmp-schema`. */
  readonly schema: unknown;
}

/** Starts a QEMU binary without a machine, asks it, and ends it. */
export async function askBinary(path: string): Promise<WrittenAnswer> {
  const { version, schema } = await askServer({ kind: "binary", path });
  return { binary: basename(path), version, schema };
}
