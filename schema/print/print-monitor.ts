import type { Model, PrintedFile } from "qapi-ts-generator";
import type { Answer } from "./answers.js";
import { availabilityIn, type Showing } from "./availability.js";
import { compareAnswer } from "./compare/compare.js";
import type { Fact } from "./compare/facts.js";
import { documentModel } from "./document.js";
import { printFramed } from "./frame.js";
import type { Origin } from "./header.js";
import { referenceIn } from "./reference.js";
import { selectOffered } from "./select.js";
import type { Sentences } from "./sentences.js";
import type { QemuSource } from "./source.js";

/** What comes of printing: the files, and what is wrong. With anything wrong nothing should be written. */
export interface Print {
  readonly model: Model;
  readonly files: readonly PrintedFile[];
  readonly problems: readonly string[];
}

/** What of QEMU's source goes into it. */
export type MonitorSource = Pick<QemuSource, "version" | "monitor" | "storageDaemonModules">;

/** Prints the schema of QEMU's monitor: what its binaries offer, with what only its schema says of that. */
export function printMonitor(source: MonitorSource, answers: readonly Answer[], sentences: Sentences): Print {
  const model = source.monitor;
  const offered = new Set<Fact>();
  const showings: Showing[] = [];
  const problems: string[] = answers.length === 0 ? [`no answer is of QEMU ${source.version}`] : [];
  for (const answer of answers) {
    const testimony = compareAnswer(model, answer.entries, modulesOf(answer, source));
    for (const fact of testimony.offered) offered.add(fact);
    showings.push({ answer, offered: testimony.offered });
    problems.push(...testimony.disagreements.map((text) => `${answer.binary}: ${text}`));
  }
  const documented = documentModel(
    selectOffered(model, offered),
    sentences,
    referenceIn("qemu-qmp-ref", "QMP"),
    availabilityIn(model, showings),
  );
  return {
    model: documented.model,
    files: printFramed(documented.model, monitorOrigin(source.version, answers)),
    problems: [...problems, ...documented.missing.map((what) => `no sentence for ${what}`)],
  };
}

function modulesOf(
  { binary }: Answer,
  { monitor, storageDaemonModules }: MonitorSource,
): ReadonlySet<string> {
  if (binary === "qemu-storage-daemon") return storageDaemonModules;
  return new Set(monitor.modules.map(({ name }) => name));
}

function monitorOrigin(version: string, answers: readonly Answer[]): Origin {
  const packages = [...new Set(answers.map((answer) => answer.package))].join(", ");
  const binaries = answers.map(({ binary }) => binary).join(", ");
  return {
    version: `QEMU ${version}`,
    sources: [
      `Commands, events, members, values, features: what the binaries of QEMU ${version} (${packages}) answer to query-qmp-schema, namely ${binaries}.`,
      `Names of types and modules, widths of integers, conditions, versions, and what a command declares beyond its arguments: the schema of QEMU ${version}.`,
      "Sentences: schema/print/sentences, our own.",
    ],
  };
}
