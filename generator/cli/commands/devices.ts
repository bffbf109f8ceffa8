import { askDevices } from "../../devices/ask-devices.js";
import { printDevices, storedFacts, withoutCpus, type DeviceFacts } from "../../devices/facts.js";
import { mergeDevices, withSchemaEnums } from "../../devices/merge.js";
import { UserError } from "../../diagnostics/diagnostic.js";
import type { AskOptions } from "../../introspection/ask-server.js";
import type { Model } from "../../model/index.js";
import { askOptions, findBinary } from "../source.js";
import { exitCodes, UsageError, type ExitCode, type Terminal } from "../terminal.js";

interface DevicesFlags {
  /** False for `--no-cpus`. */
  readonly cpus: boolean;
  readonly timeout?: number | undefined;
}

/** Runs `qapi-ts devices`. */
export async function runDevices(
  names: readonly string[],
  flags: DevicesFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const merged = mergeDevices(await askAll(names.map(namedBinary), askOptions(flags), terminal));
  terminal.out(printDevices(flags.cpus ? merged : { ...merged, devices: withoutCpus(merged.devices) }));
  return exitCodes.done;
}

/** @throws UsageError for a running server, which is not queried because some types abort it. */
function namedBinary(name: string): string {
  const path = findBinary(name);
  if (path !== undefined) return path;
  throw new UsageError(
    `${JSON.stringify(name)} is not a binary. Devices are queried from a binary, because some types abort the server.`,
  );
}

/** Queries binaries one after another, because each is started, and prints what they could not be queried for. */
async function askAll(
  paths: readonly string[],
  options: AskOptions,
  terminal: Terminal,
): Promise<readonly DeviceFacts[]> {
  const all: DeviceFacts[] = [];
  for (const path of paths) {
    const { facts, problems } = await askDevices(path, options);
    for (const problem of problems) terminal.error(`qapi-ts: ${problem}\n`);
    all.push(facts);
  }
  return all;
}

/** The timeout for the devices of an import, in milliseconds. Asking for hundreds of types takes about a second on an idle host. */
const importTimeout = 60_000;

/**
 * Queries the devices of the emulators of an imported schema. Returns the text of a file of facts; undefined if there are no
 * emulators, if they are not all binaries, because other servers cannot be queried safely, or if their versions differ.
 * @throws UserError (as a rejection) that names the option that avoids the question.
 */
export async function askForDevices(
  sources: readonly string[],
  model: Model,
  options: AskOptions,
  terminal: Terminal,
): Promise<string | undefined> {
  const paths = sources.flatMap((source) => findBinary(source) ?? []);
  if (paths.length === 0 || paths.length < sources.length) return undefined;
  try {
    const all = await askAll(paths, { timeout: importTimeout, ...options }, terminal);
    if (new Set(all.map(({ version }) => version)).size > 1) return undefined;
    return printDevices(storedFacts(withSchemaEnums(mergeDevices(all), model)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}\nUse --no-devices to import the schema without devices.`, {
      cause: error,
    });
  }
}
