import { join } from "node:path";
import { introspect } from "../../generator/introspection/introspect.js";
import type { Answer } from "../../schema/print/answers.js";
import { readSchemaInfo } from "../../generator/introspection/read-schema-info.js";
import { readSentences } from "../../schema/print/document.js";
import { readSource, type QemuSource } from "../../schema/print/source.js";

const cases = join(import.meta.dirname, "cases");

/** The source of a fictitious QEMU, version 1.2.3. */
export const source: QemuSource = readSource(join(cases, "source"));

export const monitorSentences: ReturnType<typeof readSentences> = readSentences(
  join(cases, "sentences"),
  "qmp",
);
export const agentSentences: ReturnType<typeof readSentences> = readSentences(
  join(cases, "sentences"),
  "qga",
);

/** An unchecked entry of an answer. */
export type WireEntry = Readonly<Record<string, unknown>>;

/** Returns the answer of a build of the fictitious QEMU. */
export function wireAnswer(...defines: string[]): WireEntry[] {
  return introspect(source.monitor, { defines: new Set(defines) }).map((entry) => ({ ...entry }));
}

/** Returns a binary's answer with the given entries. */
export function answerOf(binary: string, wire: readonly WireEntry[]): Answer {
  return { binary, version: source.version, package: "Imaginary 1.2.3", entries: readSchemaInfo(wire) };
}

/** Returns the answers of two builds with different conditions, neither of which is for Windows. */
export function answers(): Answer[] {
  return [
    answerOf("qemu-system-a", wireAnswer("CONFIG_STATE", "CONFIG_HOT")),
    answerOf("qemu-system-b", wireAnswer("CONFIG_NBD", "CONFIG_STATE")),
  ];
}
