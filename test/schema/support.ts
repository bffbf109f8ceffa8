import { join } from "node:path";
import { introspect } from "../../generator/introspection/introspect.js";
import type { Answer } from "../../schema/print/answers.js";
import { readSchemaInfo } from "../../generator/introspection/read-schema-info.js";
import { readSentences } from "../../schema/print/sentences.js";
import { readSource, type QemuSource } from "../../schema/print/source.js";

const cases = join(import.meta.dirname, "cases");

/** The source of an imaginary QEMU, version 1.2.3. */
export const source: QemuSource = readSource(join(cases, "source"));

export const monitorSentences: ReturnType<typeof readSentences> = readSentences(
  join(cases, "sentences"),
  "qmp",
);
export const agentSentences: ReturnType<typeof readSentences> = readSentences(
  join(cases, "sentences"),
  "qga",
);

/** An entry of an answer, as it came over the wire. */
export type WireEntry = Readonly<Record<string, unknown>>;

/** What a build of the imaginary QEMU answers, as it would come over the wire. */
export function wireAnswer(...defines: string[]): WireEntry[] {
  return introspect(source.monitor, { defines: new Set(defines) }).map((entry) => ({ ...entry }));
}

/** The answer of a binary, after somebody changed it. */
export function answerOf(binary: string, wire: readonly WireEntry[]): Answer {
  return { binary, version: source.version, package: "Imaginary 1.2.3", entries: readSchemaInfo(wire) };
}

/** Two builds that differ in what they offer, and none that is for Windows. */
export function answers(): Answer[] {
  return [
    answerOf("qemu-system-a", wireAnswer("CONFIG_STATE", "CONFIG_HOT")),
    answerOf("qemu-system-b", wireAnswer("CONFIG_NBD", "CONFIG_STATE")),
  ];
}
