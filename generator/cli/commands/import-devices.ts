import { UserError } from "../../diagnostics/user-error.js";
import { askDevices, type DevicesAnswer } from "../../devices/ask-devices.js";
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
    const { facts, problems } = await ask(path, options);
    for (const problem of problems) terminal.error(`qapi-ts: ${problem}\n`);
    all.push(facts);
  }
  if (new Set(all.map(({ version }) => version)).size > 1) return undefined;
  return printDevices(storedFacts(withSchemaEnums(mergeDevices(all), model)));
}

/** @throws UserError (as a rejection) that names the option that avoids the question. */
async function ask(path: string, options: AskOptions): Promise<DevicesAnswer> {
  try {
    return await askDevices(path, { timeout: defaultTimeout, ...options });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}\nUse --no-devices to import the schema without devices.`, {
      cause: error,
    });
  }
}

/** In milliseconds. Asking for hundreds of types takes about a second on an idle host. */
const defaultTimeout = 60_000;

function binaryPath(source: string): readonly string[] {
  const classified = classifySource(source);
  return classified.kind === "server" && classified.server.kind === "binary" ? [classified.server.path] : [];
}
