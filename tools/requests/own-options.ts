import type { ObjectInfo } from "qapi-ts-generator/introspection";
import { UsageError } from "../tool-error.js";

/** The options of `qmp exec` that a user may write after the command. */
const ownOptions = new Set([
  "batch",
  "ca",
  "cert",
  "dry-run",
  "format",
  "help",
  "insecure",
  "key",
  "servername",
  "timeout",
  "wait",
]);

/** @throws UsageError for an option of `qmp exec` that the command does not have as an argument. */
export function refuseOwnOptions(words: readonly string[], { members, variants }: ObjectInfo): void {
  if (variants.length > 0) return;
  const names = words.map((word) => /^--([^=.]+)/.exec(word)?.[1] ?? "");
  const own = names.find((name) => ownOptions.has(name) && !members.some((member) => member.name === name));
  if (own === undefined) return;
  throw new UsageError(`--${own} is an option of qmp exec, not an argument: write it before the target.`);
}
