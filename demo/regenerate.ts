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

const configFile = "qapi-ts.config.json";

/** Generates the shipped bindings and reports their contents and the time it took. */
export async function regenerate(): Promise<void> {
  const { targets } = await readConfig(configFile);
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
  const milliseconds = Math.round(performance.now() - start);
  if (changes === undefined)
    throw new Error(`${target.schema} is not valid; npm run generate prints the errors`);
  const written = changes.missing.length + changes.outdated.length;
  const files = `${String(written)} files written, ${String(changes.unchanged)} up to date`;
  return `${contents(target)} from ${relative(".", target.schema)}: ${files}, ${String(milliseconds)} ms`;
}

function contents({ schema }: Target): string {
  const definitions = readSchema(schema).model?.definitions ?? [];
  const commands = definitions.filter(({ kind }) => kind === "command").length;
  const events = definitions.filter(({ kind }) => kind === "event").length;
  const types = definitions.length - commands - events;
  return `${String(commands)} commands, ${String(events)} events, ${String(types)} types`;
}
