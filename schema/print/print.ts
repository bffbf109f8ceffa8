import type { Model, PrintedFile } from "qapi-ts-generator";
import type { Answer } from "./answers.js";
import { availabilityIn, noAvailability, type ReportedFacts } from "./availability.js";
import { compareAnswer } from "./compare/compare.js";
import type { Fact } from "./compare/observations.js";
import { documentModel, type ReferenceOf } from "./document.js";
import { printFiles, type ExtensionsModule } from "./files.js";
import type { PrintInputs } from "./inputs.js";
import { agentOrigin, monitorOrigin } from "./origin.js";
import { selectReported } from "./select.js";
import type { Sentences } from "./sentences.js";
import { releaseOf } from "./source.js";

export interface PrintedSchema {
  readonly model: Model;
  readonly files: readonly PrintedFile[];
  /** The reasons not to write the files; empty if there are none. */
  readonly problems: readonly string[];
  /** The names without a sentence. */
  readonly missing: readonly string[];
}

/** What the printed schema contains besides QEMU's facts. */
export interface PrintStyle {
  readonly sentences: Sentences;
  readonly referenceOf: ReferenceOf;
  readonly extensions: ExtensionsModule;
}

/** Prints the parts of the monitor's schema that at least one binary reports. */
export function printMonitor(
  { source, answers }: Pick<PrintInputs, "source" | "answers">,
  style: PrintStyle,
): PrintedSchema {
  const everything = modulesOf(source.monitor);
  const daemon = modulesOf(source.storageDaemon);
  return printReported(
    { model: source.monitor, version: source.version, answers },
    (answer) => (isStorageDaemon(answer) ? daemon : everything),
    style,
  );
}

/** Prints the parts of the storage daemon's schema that the daemon reports. */
export function printStorageDaemon(
  { source, answers }: Pick<PrintInputs, "source" | "answers">,
  style: PrintStyle,
): PrintedSchema {
  const modules = modulesOf(source.storageDaemon);
  return printReported(
    { model: source.storageDaemon, version: source.version, answers: answers.filter(isStorageDaemon) },
    () => modules,
    style,
  );
}

/** Prints the schema of the guest agent, which reports only the names of its commands. */
export function printGuestAgent(
  { source, agent }: Pick<PrintInputs, "source" | "agent">,
  style: PrintStyle,
): PrintedSchema {
  const unknown = agent.commands.filter((name) => source.guestAgent.byName.get(name)?.kind !== "command");
  const problems = [
    ...checkVersion("qemu-ga", agent.version, source.version),
    ...unknown.map((name) => `qemu-ga: ${name}: the schema has no such command`),
  ];
  const { model, missing } = documentModel(
    source.guestAgent,
    style.sentences,
    style.referenceOf,
    noAvailability,
  );
  const files = printFiles(model, agentOrigin(source.version, agent), style.extensions);
  return { model, files, problems, missing };
}

/** A schema, and the answers of the binaries that implement it. */
interface Reported {
  readonly model: Model;
  readonly version: string;
  readonly answers: readonly Answer[];
}

function printReported(
  { model, version, answers }: Reported,
  modulesIn: (answer: Answer) => ReadonlySet<string>,
  { sentences, referenceOf, extensions }: PrintStyle,
): PrintedSchema {
  const reported = new Set<Fact>();
  const reports: ReportedFacts[] = [];
  const problems: string[] = answers.length === 0 ? [`no answer of QEMU ${version}`] : [];
  for (const answer of answers) {
    const { facts, contradictions } = compareAnswer(model, answer.entries, modulesIn(answer));
    for (const fact of facts) reported.add(fact);
    reports.push({ answer, facts });
    problems.push(...checkVersion(answer.binary, answer.version, version));
    problems.push(...contradictions.map((text) => `${answer.binary}: ${text}`));
  }
  const selected = selectReported(model, reported);
  const documented = documentModel(selected, sentences, referenceOf, availabilityIn(model, reports));
  const files = printFiles(documented.model, monitorOrigin(version, answers), extensions);
  return { ...documented, files, problems };
}

/** The fixes of one release do not change its schema; if they did, the answers would contradict it. */
function checkVersion(binary: string, version: string, source: string): string[] {
  return releaseOf(version) === releaseOf(source)
    ? []
    : [`${binary}: has version ${version}, but the schema is of ${source}`];
}

function isStorageDaemon({ binary }: Answer): boolean {
  return binary === "qemu-storage-daemon";
}

function modulesOf(model: Model): ReadonlySet<string> {
  return new Set(model.modules.map(({ name }) => name));
}
