/**
 * Prints schema/qmp and schema/qga, the QAPI files from which the shipped bindings are generated.
 *
 * QEMU's schema has another license, so this program takes only its facts (the names and types of commands, events and
 * members) and none of its text:
 *
 * - Definitions, members and values come from the answers of real binaries to `query-qmp-schema` (see `ask.ts`).
 *   Definitions that no binary reports are omitted.
 * - Facts that introspection does not report (names of types and modules, integer types, conditions, versions) come
 *   from QEMU's schema. If it contradicts an answer, nothing is printed.
 * - The documentation is written for this project: `sentences/`.
 *
 * usage: npm run schema:print -- --source QEMU_SOURCE_DIR --answers DIR [--out schema] [--sentences DIR]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Definition, Model } from "qapi-ts-generator";
import { readAnswers } from "./answers.js";
import { readSentences } from "./document.js";
import { writeSchema } from "./files.js";
import { partsOf } from "./parts.js";
import { printGuestAgent, printMonitor, type PrintedSchema } from "./print.js";
import { readSource } from "./source.js";

const usage =
  "usage: npm run schema:print -- --source QEMU_SOURCE_DIR --answers DIR [--out schema] [--sentences DIR]";

function main(): number {
  const { values } = parseArgs({
    options: {
      source: { type: "string" },
      answers: { type: "string" },
      out: { type: "string", default: "schema" },
      // Relative to the repository, where npm runs this program.
      sentences: { type: "string", default: "schema/print/sentences" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  if (values.source === undefined || values.answers === undefined) {
    console.error(usage);
    return 2;
  }
  const source = readSource(values.source);
  const answers = readAnswers(values.answers).filter(({ version }) => version === source.version);
  const monitor = printMonitor(source, answers, readSentences(values.sentences, "qmp"));
  const guestAgent = printGuestAgent(source, readSentences(values.sentences, "qga"));
  const problems = [...monitor.problems, ...guestAgent.problems];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  for (const [name, schema] of [["qmp", monitor] as const, ["qga", guestAgent] as const]) {
    const folder = join(values.out, name);
    writeSchema(folder, schema.files);
    console.log(`${folder}: ${summarize(schema)}`);
  }
  console.log(`not reported by any binary: ${omittedNames(source.monitor, monitor.model).join(", ")}`);
  return 0;
}

function summarize({ files, model }: PrintedSchema): string {
  const count = (kind: Definition["kind"]): number =>
    model.definitions.filter((definition) => definition.kind === kind).length;
  const [commands, events] = [count("command"), count("event")];
  const types = model.definitions.length - commands - events;
  return `${commands} commands, ${events} events, ${types} types in ${files.length} files`;
}

/** Returns the omitted definitions, and the omitted parts of the printed ones. */
function omittedNames(schema: Model, printed: Model): string[] {
  return schema.definitions.flatMap((definition) => {
    const kept = printed.byName.get(definition.name);
    if (!kept) return [definition.name];
    const parts = new Set(partsOf(kept).map(({ name }) => name));
    const omitted = partsOf(definition).filter(({ name }) => !parts.has(name));
    return omitted.map(({ name }) => `${definition.name}.${name}`);
  });
}

process.exitCode = main();
