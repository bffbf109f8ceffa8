import type { Definition, Model, PrintedFile } from "qapi-ts-generator";
import type { Answer } from "./answers.js";
import { availabilityIn, noAvailability, type ReportedFacts } from "./availability.js";
import { compareAnswer } from "./compare/compare.js";
import type { Fact } from "./compare/observations.js";
import { documentModel, type ReferenceOf, type Sentences } from "./document.js";
import { printFiles, type Origin } from "./files.js";
import { selectReported } from "./select.js";
import type { QemuSource } from "./source.js";

export interface PrintedSchema {
  readonly model: Model;
  readonly files: readonly PrintedFile[];
  /** The reasons not to write the files; empty if there are none. */
  readonly problems: readonly string[];
}

export type MonitorSource = Pick<QemuSource, "version" | "monitor" | "storageDaemonModules">;

/** Prints the parts of the monitor's schema that at least one binary reports. */
export function printMonitor(
  source: MonitorSource,
  answers: readonly Answer[],
  sentences: Sentences,
): PrintedSchema {
  const model = source.monitor;
  const reported = new Set<Fact>();
  const reports: ReportedFacts[] = [];
  const problems: string[] = answers.length === 0 ? [`no answer has version ${source.version}`] : [];
  for (const answer of answers) {
    const { facts, contradictions } = compareAnswer(model, answer.entries, modulesOf(answer, source));
    for (const fact of facts) reported.add(fact);
    reports.push({ answer, facts });
    problems.push(...contradictions.map((text) => `${answer.binary}: ${text}`));
  }
  const documented = documentModel(
    selectReported(model, reported),
    sentences,
    referencesTo("qemu-qmp-ref", "QMP"),
    availabilityIn(model, reports),
  );
  return {
    model: documented.model,
    files: printFiles(documented.model, monitorOrigin(source.version, answers)),
    problems: [...problems, ...documented.missing.map((name) => `missing sentence for ${name}`)],
  };
}

/** Prints the schema of the guest agent, which does not support introspection. */
export function printGuestAgent(
  source: Pick<QemuSource, "version" | "guestAgent">,
  sentences: Sentences,
): PrintedSchema {
  const documented = documentModel(
    source.guestAgent,
    sentences,
    referencesTo("qemu-ga-ref", "QGA"),
    noAvailability,
  );
  return {
    model: documented.model,
    files: printFiles(documented.model, guestAgentOrigin(source.version)),
    problems: documented.missing.map((name) => `missing sentence for ${name}`),
  };
}

/** Links definitions to QEMU's reference: `page` is its file name, `namespace` the prefix of its anchors. */
function referencesTo(page: string, namespace: string): ReferenceOf {
  const address = `https://www.qemu.org/docs/master/interop/${page}.html`;
  return ({ kind, module, name }: Definition) => `${address}#${kind}-${namespace}-${module}.${name}`;
}

function modulesOf(
  { binary }: Answer,
  { monitor, storageDaemonModules }: MonitorSource,
): ReadonlySet<string> {
  if (binary === "qemu-storage-daemon") return storageDaemonModules;
  return new Set(monitor.modules.map(({ name }) => name));
}

const sentencesOrigin = "Descriptions: written for this project, in schema/print/sentences.";

function monitorOrigin(version: string, answers: readonly Answer[]): Origin {
  const packages = [...new Set(answers.map((answer) => answer.package))].join(", ");
  const binaries = answers.map(({ binary }) => binary).join(", ");
  return {
    version: `QEMU ${version}`,
    sources: [
      `Commands, events, members, values, features: the answers to query-qmp-schema of the binaries of QEMU ${version} (${packages}), namely ${binaries}.`,
      `Names of types and modules, integer types, conditions, versions, and properties of commands that introspection does not report: the schema of QEMU ${version}.`,
      sentencesOrigin,
    ],
  };
}

function guestAgentOrigin(version: string): Origin {
  return {
    version: `QEMU ${version}`,
    sources: [
      `All facts: the guest agent's schema of QEMU ${version}; an agent does not support query-qmp-schema.`,
      sentencesOrigin,
    ],
  };
}
