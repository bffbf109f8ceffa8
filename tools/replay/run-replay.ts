import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "qapi-ts/server";
import type { Terminal } from "../cli/terminal.js";
import { exitCodes, reasonOf, UsageError, type ExitCode } from "../failure.js";
import { readRecording, type RecordedEvent } from "../record/recording.js";
import { formatTarget } from "../targets/target.js";
import { parseListenAddress } from "./listen-address.js";
import { createReplayServer, type ReplayServer } from "./replay-server.js";

interface ReplayFlags {
  readonly listen: string;
  readonly speed?: number | undefined;
  /** In milliseconds. */
  readonly for?: number | undefined;
}

/** Serves a recording until interrupted, or for a time. */
export async function runReplay(file: string, flags: ReplayFlags, terminal: Terminal): Promise<ExitCode> {
  const { listen, speed = 1, for: duration } = flags;
  const recording = readRecording(file);
  const replay = createReplayServer(recording);
  const stopped = new AbortController();
  try {
    terminal.error(`serving ${file} at ${await listenAt(replay.server, listen)}; interrupt to stop\n`);
    const playing = play(replay, recording.events, speed, stopped.signal);
    await (duration === undefined ? playing.then(() => forever) : sleep(duration));
  } finally {
    stopped.abort();
    await replay.server.close();
  }
  return exitCodes.done;
}

const forever = new Promise<never>(() => undefined);

/** Listens, and returns the address. Only the user may connect to a unix socket. */
async function listenAt(server: Server, text: string): Promise<string> {
  const address = parseListenAddress(text);
  const mask = process.umask(0o177);
  try {
    const { path, port = 0 } = await server.listen(address);
    if (path === undefined)
      return formatTarget({ kind: "tcp", host: "host" in address ? address.host : "", port });
    process.once("exit", () => rmSync(path, { force: true }));
    return formatTarget({ kind: "unix", path });
  } catch (cause) {
    throw new UsageError(
      `--listen ${text}: ${reasonOf(cause)}. Choose another address, or remove a socket that is left over.`,
      { cause },
    );
  } finally {
    process.umask(mask);
  }
}

/** How often to look for the first client, in milliseconds. */
const interval = 10;

/** Sends the events at their recorded distances, after the first client has connected. */
async function play(
  { server, raise }: ReplayServer,
  events: readonly RecordedEvent[],
  speed: number,
  signal: AbortSignal,
): Promise<void> {
  while (server.clients === 0 && !signal.aborted) await sleep(interval);
  const start = performance.now();
  for (const event of events) {
    const due = start + (event.at - (events[0]?.at ?? 0)) / speed;
    await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    raise(event);
  }
}
