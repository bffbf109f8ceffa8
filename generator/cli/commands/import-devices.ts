import { askDevices } from "../../devices/ask-devices.js";
import type { DeviceFacts } from "../../devices/facts.js";
import { mergeDevices } from "../../devices/merge.js";
import { printDevices } from "../../devices/print.js";
import { withSchemaEnums } from "../../devices/schema-enums.js";
import { storedFacts } from "../../devices/store.js";
import type { AskOptions } from "../../introspection/run-binary.js";
import type { Model } from "../../model/index.js";
import { classifySource } from "../source.js";
import type { Terminal } from "../terminal.js";

/**
 * Asks for the devices of the emulators of an imported schema. Returns the text of a file of facts; undefined if there are no
 * emulators, if they are not all binaries, which are all that can be asked safely, or if their versions differ.
 */
export async function askForDevices(
  sources: readonly string[],
  model: Model,
  options: AskOptions,
  terminal: Terminal,
): Promise<string | undefined> {
  const paths = sources.flatMap(binaryPath);
  if (paths.length === 0 || paths.length < sources.length) return undefined;
  const all: DeviceFacts[] = [];
  // Sequential, because each binary is started.
  for (const path of paths) {
    const { facts, problems } = await askDevices(path, options);
    for (const problem of problems) terminal.error(`qapi-ts: ${problem}\n`);
    all.push(facts);
  }
  if (new Set(all.map(({ version }) => version)).size > 1) return undefined;
  return printDevices(storedFacts(withSchemaEnums(mergeDevices(all), model)));
}

function binaryPath(source: string): readonly string[] {
  const classified = classifySource(source);
  return classified.kind === "server" && classified.server.kind === "binary" ? [classified.server.path] : [];
}
