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
 * usage: npm run schema:print -- --source QEMU_SOURCE_DIR --answers DIR [--out schema] [--sentences DIR]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readAnswers } from "./answers.js";
import { writeSchema } from "./files.js";
import { printGuestAgent } from "./print-guest-agent.js";
import { printMonitor } from "./print-monitor.js";
import { absent, summary } from "./report.js";
import { readSentences } from "./sentences.js";
import { readSource } from "./source.js";

const usage =
  "usage: npm run schema:print -- --source QEMU_SOURCE_DIR --answers DIR [--out schema] [--sentences DIR]";

function main(): number {
  const { values } = parseArgs({
    options: {
      source: { type: "string" },
      answers: { type: "string" },
      out: { type: "string", default: "schema" },
      // They stand beside this program's source, and npm runs it in the repository's folder.
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
  for (const [name, print] of [["qmp", monitor] as const, ["qga", guestAgent] as const]) {
    const folder = join(values.out, name);
    writeSchema(folder, print.files);
    console.log(`${folder}: ${summary(print)}`);
  }
  console.log(`not offered by any binary: ${absent(source.monitor, monitor.model).join(", ")}`);
  return 0;
}

process.exitCode = main();
