import { join } from "node:path";
import { introspect } from "../../generator/introspection/introspect.js";
import type { Answer } from "../../schema/print/answers.js";
import { readSchemaInfo } from "../../generator/introspection/schema-info.js";
import type { PrintStyle } from "../../schema/print/print.js";
import { referencesTo } from "../../schema/print/reference.js";
import type { VersionInputs } from "../../schema/print/schemas.js";
import { readSentences } from "../../schema/print/sentences.js";
import { readSource, type QemuSource } from "../../schema/print/source.js";

const cases = join(import.meta.dirname, "cases");

/** The sentences of the fictitious QEMU. */
export const sentences: string = join(cases, "sentences");

/** The source of a fictitious QEMU, version 1.2.3. */
export const source: QemuSource = readSource(join(cases, "source"));

/** The style of the monitor's schema and of the storage daemon's. */
export const monitorStyle: PrintStyle = {
  sentences: readSentences(join(sentences, "qmp")),
  referenceOf: referencesTo({ page: "qemu-qmp-ref", namespace: "QMP" }, source.monitor),
  extensions: "../extensions",
};

/** An unchecked entry of an answer. */
export type WireEntry = Readonly<Record<string, unknown>>;

/** Returns the answer of a build of the fictitious QEMU. */
export function wireAnswer(...defines: string[]): WireEntry[] {
  return introspect(source.monitor, { defines: new Set(defines) }).map((entry) => ({ ...entry }));
}

/** Returns the answer of the fictitious storage daemon. */
function daemonAnswer(): Answer {
  const wire = introspect(source.storageDaemon, { defines: new Set(["CONFIG_NBD"]) });
  return answerOf(
    "qemu-storage-daemon",
    wire.map((entry) => ({ ...entry })),
  );
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

/** Returns everything that the schemas of one version are printed from. */
export function inputs(name: string): VersionInputs {
  const agent = { version: "1.2.9", commands: ["guest-time"] };
  return { name, source, answers: [...answers(), daemonAnswer()], agent };
}
