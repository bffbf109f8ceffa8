import { isDeepStrictEqual } from "node:util";
import { anyProtocol, CommandFailure, createServer, type Caller, type Server } from "qapi-ts/server";
import type { RecordedCall, RecordedEvent, Recording } from "../record/recording.js";

/** A server that plays the server's part of a recording. */
export interface ReplayServer {
  readonly server: Server;
  /** Sends an event to the clients, with its recorded time. */
  readonly raise: (event: RecordedEvent) => void;
}

/** Creates a server with the version, the replies and the events of a recording. */
export function createReplayServer({ greeting, calls }: Recording): ReplayServer {
  let now: number | undefined;
  const server = createServer(anyProtocol, handlersOf(calls), {
    version: versionOf(greeting),
    now: () => now ?? Date.now(),
    // A client that disconnects is no problem of a replay.
    onProblem: () => undefined,
  });
  const raise = ({ event, data, timestamp, at }: RecordedEvent): void => {
    // Half a microsecond more, because the server rounds down.
    now = timestamp === undefined ? at : timestamp.seconds * 1000 + (timestamp.microseconds + 0.5) / 1000;
    server.raise(event, data);
    now = undefined;
  };
  return { server, raise };
}

type Handlers = Record<string, (args: object, caller: Caller) => unknown>;

/** A handler for each recorded command, and for each other command that the machine had. */
function handlersOf(calls: readonly RecordedCall[]): Handlers {
  const names = new Set([...commandNames(calls), ...calls.map(({ execute }) => execute)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      handlerOf(
        name,
        calls.filter(({ execute }) => execute === name),
      ),
    ]),
  );
}

/** The recorded reply to `query-commands`. */
function commandNames(calls: readonly RecordedCall[]): string[] {
  const names = calls.find(({ execute }) => execute === "query-commands")?.reply?.["return"];
  return Array.isArray(names) ? names.map((each) => String((each as { readonly name?: unknown }).name)) : [];
}

/** Answers with the recorded replies to the same arguments in their order, and then always with the last one. */
function handlerOf(name: string, calls: readonly RecordedCall[]): Handlers[string] {
  // Each client has its own signal.
  const counts = new WeakMap<AbortSignal, Map<RecordedCall, number>>();
  return (args, { signal }) => {
    const same = calls.filter(
      (call) => call.reply !== undefined && isDeepStrictEqual({ ...args }, { ...call.arguments }),
    );
    const [first] = same;
    if (first === undefined) {
      const detail = calls.length === 0 ? "" : " with these arguments";
      throw new CommandFailure(`the recording has no reply to ${name}${detail}`);
    }
    const count = counts.get(signal) ?? new Map<RecordedCall, number>();
    counts.set(signal, count);
    const index = count.get(first) ?? 0;
    count.set(first, index + 1);
    return replyOf(same[Math.min(index, same.length - 1)]?.reply ?? {});
  };
}

function replyOf({ return: value, error }: Readonly<Record<string, unknown>>): unknown {
  if (error === undefined) return value;
  const { class: errorClass, desc } = error as { readonly class?: string; readonly desc?: string };
  throw new CommandFailure(desc ?? "", errorClass ?? "GenericError");
}

function versionOf(greeting: Recording["greeting"]): {
  major: number;
  minor: number;
  micro: number;
  package: string;
} {
  const version = (greeting?.["version"] ?? {}) as {
    readonly qemu?: Readonly<Record<string, unknown>>;
    readonly package?: unknown;
  };
  const part = (name: string): number => Number(version.qemu?.[name] ?? 0);
  return {
    major: part("major"),
    minor: part("minor"),
    micro: part("micro"),
    package: typeof version.package === "string" ? version.package : "",
  };
}
