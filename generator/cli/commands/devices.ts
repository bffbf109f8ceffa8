import { askDevices } from "../../devices/ask-devices.js";
import { printDevices, withoutCpus, type DeviceFacts } from "../../devices/facts.js";
import { mergeDevices } from "../../devices/merge.js";
import { askOptions, classifySource } from "../source.js";
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
  const paths = names.map(binaryPath);
  const all: DeviceFacts[] = [];
  // Sequential, because each binary is started.
  for (const path of paths) {
    const { facts, problems } = await askDevices(path, askOptions(flags));
    for (const problem of problems) terminal.error(`qapi-ts: ${problem}\n`);
    all.push(facts);
  }
  const merged = mergeDevices(all);
  terminal.out(printDevices(flags.cpus ? merged : { ...merged, devices: withoutCpus(merged.devices) }));
  return exitCodes.done;
}

/** A running server is not asked, because some types abort it. */
function binaryPath(name: string): string {
  const source = classifySource(name);
  if (source.kind === "server" && source.server.kind === "binary") return source.server.path;
  throw new UsageError(
    `${JSON.stringify(name)} is not a binary. Devices are asked from a binary, because some types abort the server.`,
  );
}
