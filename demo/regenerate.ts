import { relative } from "node:path";
import {
  createPrinter,
  generate,
  readConfig,
  readSchema,
  type Printer,
  type Target,
} from "qapi-ts-generator";
import { fact } from "./report.js";

const configuration = "qapi-ts.config.json";

/** Makes the shipped bindings anew, and tells what is in them and how long it took. */
export async function regenerate(): Promise<void> {
  const { targets } = await readConfig(configuration);
  const printer = createPrinter();
  try {
    for (const target of targets) fact(target.name, await regenerateTarget(target, printer));
  } finally {
    await printer.close();
  }
}

async function regenerateTarget(target: Target, printer: Printer): Promise<string> {
  const start = performance.now();
  const { changes } = await generate(target, printer);
  const took = Math.round(performance.now() - start);
  if (changes === undefined) throw new Error(`${target.schema} is not sound: npm run generate tells why`);
  const written = changes.missing.length + changes.outdated.length;
  const files = `${String(written)} files written, ${String(changes.unchanged)} up to date`;
  return `${contents(target)} from ${relative(".", target.schema)}: ${files}, ${String(took)} ms`;
}

function contents({ schema }: Target): string {
  const definitions = readSchema(schema).model?.definitions ?? [];
  const commands = definitions.filter(({ kind }) => kind === "command").length;
  const events = definitions.filter(({ kind }) => kind === "event").length;
  const types = definitions.length - commands - events;
  return `${String(commands)} commands, ${String(events)} events, ${String(types)} types`;
}
