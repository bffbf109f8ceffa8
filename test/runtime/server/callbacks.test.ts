import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connectAccessor, type SignalAccessor } from "../../../runtime/index.js";
import { anyProtocol, createServer, type ServerOptions } from "../../../runtime/server/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

const accessor: SignalAccessor<{ disk: string }, object> = { name: "disk-full", event: "DISK_FULL" };

/** The ways in which a function of the program fails. */
const failures: readonly (readonly [name: string, fail: () => never])[] = [
  [
    "throws an error",
    () => {
      throw new Error("broken");
    },
  ],
  [
    "rejects",
    // A promise is not a `never`, but a program in JavaScript may return one anywhere.
    (): never => Promise.reject(new Error("broken")) as never,
  ],
  [
    "throws a value that cannot be converted to a string",
    () => {
      const thrown: unknown = Object.create(null);
      throw thrown;
    },
  ],
];

/** Throws what a function throws or rejects with, never asynchronously. */
function thrownBy(fail: () => never): never {
  const result: unknown = fail();
  if (result instanceof Promise) result.catch(() => undefined);
  throw new Error("rejected");
}

/** Options and handlers with one function that fails, and whether a call of `work` is answered with an error. */
const callbacks: Readonly<
  Record<string, (fail: () => never) => { options?: ServerOptions; work?: () => unknown }>
> = {
  "a handler": (fail) => ({ work: fail }),
  // A module of validators is generated, and never asynchronous.
  "a validator": (fail) => ({ options: { validators: { validateArguments: () => thrownBy(fail) } } }),
  "the option now": (fail) => ({ options: { now: fail } }),
  "the option onProblem": (fail) => ({ options: { onProblem: fail } }),
};

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(failures)("a function that %s", (_name, fail) => {
  test.each(Object.entries(callbacks))(
    "does not affect clients or later work: %s",
    async (_callback, create) => {
      const { options, work = () => "done" } = create(fail);
      const server = createServer(anyProtocol, { work, ping: () => "pong" }, options);
      const signal = server.signal(accessor, ({ disk }) => (disk === "bad" ? fail() : disk));
      await using session = await connectTo(server);
      await using other = await connectTo(server);
      const seen: string[] = [];
      const connections = options?.validators === undefined ? [session, other] : [];
      const ended = await Promise.all(
        connections.map((each) =>
          connectAccessor(each, accessor, { disk: "sda" }, ({ event }) => seen.push(event)),
        ),
      );
      await signal.connect({ disk: "sda" }, fail);
      await signal.connect({ disk: "sda" }, ({ event }) => seen.push(event));
      await session.call("work").catch(() => undefined);
      await rejection(connectAccessor(session, accessor, { disk: "bad" }, () => undefined));
      const stopped = other.once("STOP");
      server.raise("STOP");
      signal.raise("sda", {});
      signal.drop("sda");
      await stopped;
      for (const connection of ended) expect(await connection.ended).toMatchObject({ reason: "dropped" });
      await settle();
      expect(seen).toHaveLength(connections.length + 1);
      if (options?.validators === undefined) expect(await other.call("ping")).toBe("pong");
      expect(server.clients).toBe(2);
      await server.close();
      await session.closed;
    },
  );
});
