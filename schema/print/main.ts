/**
 * Prints schema/qmp and schema/qga, the QAPI files from which the shipped bindings are generated.
 *
 * QEMU's own schema is not ours to ship. What it states is: that there is a command, what its members are called,
 * of which type they are. So this program takes the facts and leaves every sentence and every line behind:
 *
 * - What there is, is what real binaries answer to `query-qmp-schema` (`ask.ts` asks them). What none of them offers
 *   is not printed.
 * - What introspection does not say (type and module names, widths of integers, conditions, versions) is read from
 *   QEMU's schema. What both say must agree; when it does not, nothing is printed.
 * - The documentation is ours: `sentences/`.
 *
 * usage: npm run schema:print -- --source QEMU_SOURCE_DIR --answers DIR [--out schema]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Definition, Model } from "qapi-ts-generator";
import { readAnswers } from "./answers.js";
import { writeSchema } from "./files.js";
import { printGuestAgent } from "./print-guest-agent.js";
import { printMonitor, type Print } from "./print-monitor.js";
import { readSentences } from "./sentences.js";
import { readSource } from "./source.js";

const usage = "usage: npm run schema:print -- --source QEMU_SOURCE_DIR --answers DIR [--out schema]";

/** The sentences stand beside this program's source, and npm runs it in the repository's folder. */
const sentences = "schema/print/sentences";

function main(): number {
  const { values } = parseArgs({
    options: {
      source: { type: "string" },
      answers: { type: "string" },
      out: { type: "string", default: "schema" },
    },
  });
  if (values.source === undefined || values.answers === undefined) {
    console.error(usage);
    return 2;
  }
  const source = readSource(values.source);
  const answers = readAnswers(values.answers).filter(({ version }) => version === source.version);
  const monitor = printMonitor(source, answers, readSentences(sentences, "qmp"));
  const guestAgent = printGuestAgent(source, readSentences(sentences, "qga"));
  const problems = [...monitor.problems, ...guestAgent.problems];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  write(monitor, join(values.out, "qmp"));
  write(guestAgent, join(values.out, "qga"));
  reportAbsent(source.monitor, monitor.model);
  return 0;
}

function write({ files, model }: Print, folder: string): void {
  writeSchema(folder, files);
  const count = (is: (definition: Definition) => boolean): number => model.definitions.filter(is).length;
  const commands = count(({ kind }) => kind === "command");
  const events = count(({ kind }) => kind === "event");
  const types = model.definitions.length - commands - events;
  console.log(`${folder}: ${commands} commands, ${events} events, ${types} types in ${files.length} files`);
}

function reportAbsent(schema: Model, printed: Model): void {
  const absent = schema.definitions.filter(({ name }) => !printed.byName.has(name));
  console.log(`not offered by any binary: ${absent.map(({ name }) => name).join(", ")}`);
}

process.exitCode = main();
