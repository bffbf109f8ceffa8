import { describe, expect, test } from "vitest";
import {
  CommandError,
  connect,
  connectOnDemand,
  connectPersistent,
  DisconnectedError,
  OutcomeUnknownError,
  type EventGap,
  type QapiError,
  type Session,
  type Transport,
  type TransportOpener,
  type TransportSink,
} from "../../../runtime/index.js";
import { anyProtocol, CommandFailure, createServer } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";
import { ScriptedServer } from "../persistent/support.js";
import { ManualClock } from "../support/manual-clock.js";
import { settle } from "../support/settle.js";

/** A transport to a server that answers each command with this error, and the function that reports a gap. */
class PassingServer {
  sink: TransportSink | undefined;
  requests = 0;
  readonly #error: object;

  constructor(error: object) {
    this.#error = error;
  }

  readonly open = (sink: TransportSink): Promise<Transport> => {
    this.sink = sink;
    sink.data('{"QMP": {"version": {}, "capabilities": []}}\r\n');
    return Promise.resolve({
      send: (text) => {
        for (const line of text.trim().split("\n"))
          this.#answer(JSON.parse(line) as { execute: string; id: number });
        return Promise.resolve();
      },
      close: () => {
        sink.closed();
      },
    });
  };

  #answer({ execute, id }: { execute: string; id: number }): void {
    const isNegotiation = execute === "qmp_capabilities";
    if (!isNegotiation) this.requests++;
    const reply = isNegotiation ? { return: {}, id } : { error: this.#error, id };
    queueMicrotask(() => this.sink?.data(`${JSON.stringify(reply)}\r\n`));
  }
}

const error = { class: "GenericError", desc: "the machine is away" };

test("a command that a server did not pass on was not sent", async () => {
  const server = new PassingServer({ ...error, outcome: "not-sent" });
  await using session = await connect({ transport: server.open });
  const reason: unknown = await session.call("stop").catch((cause: unknown) => cause);
  expect(reason).toBeInstanceOf(DisconnectedError);
  expect(reason).toMatchObject({
    message: "stop was not sent: the machine is away",
    command: "stop",
    serverMayHaveActed: false,
    received: { error: { outcome: "not-sent" } },
  });
  expect(session.state).toBe("connected");
});

test("the outcome of a command whose reply a server has lost is unknown", async () => {
  const server = new PassingServer({ ...error, outcome: "unknown" });
  await using session = await connect({ transport: server.open });
  const reason: unknown = await session.call("stop").catch((cause: unknown) => cause);
  expect(reason).toBeInstanceOf(OutcomeUnknownError);
  expect(reason).toMatchObject({
    message: "stop was not answered: the machine is away",
    serverMayHaveActed: true,
  });
});

test.each([{}, { outcome: "done" }, { outcome: null }])("another outcome is ignored: %j", async (more) => {
  const server = new PassingServer({ ...error, ...more });
  await using session = await connect({ transport: server.open });
  await expect(session.call("stop")).rejects.toThrow(CommandError);
});

test("a session that connects on demand repeats a command that was not sent, five times", async () => {
  const server = new PassingServer({ ...error, outcome: "not-sent" });
  await using session = connectOnDemand({ transport: server.open });
  await expect(session.call("stop")).rejects.toThrow(DisconnectedError);
  expect(server.requests).toBe(6);
});

test("the gap of a transport is reported to listeners, also through a session that connects on demand", async () => {
  const server = new PassingServer(error);
  for (const session of [
    await connect({ transport: server.open }),
    connectOnDemand({ transport: server.open }),
  ]) {
    const gaps: EventGap[] = [];
    await session.connectSignal("STOP", () => undefined, { onGap: (gap) => gaps.push(gap) });
    server.sink?.gap?.(new Error("lost for a while"));
    expect(gaps).toMatchObject([
      { restored: true, cause: { message: "events may have been missed: lost for a while" } },
    ]);
    await session.close();
  }
});

type Open = (transport: TransportOpener, clock: ManualClock) => Promise<Session>;

const sessions: Readonly<Record<string, Open>> = {
  connect: (transport, clock) => connect({ transport, clock }),
  connectPersistent: (transport, clock) => connectPersistent({ transport, clock }),
  connectOnDemand: async (transport, clock) => connectOnDemand({ transport, clock }),
};

describe.each(Object.entries(sessions))(
  "onReply of a call of %s receives the outcome once",
  (_name, open) => {
    async function outcomeOf(
      end: (clock: ManualClock, controller: AbortController, session: Session) => unknown,
      args: object = {},
    ): Promise<[string[], unknown]> {
      const clock = new ManualClock();
      const server = createServer(anyProtocol, {
        reply: () => 1,
        refuse: () => {
          throw new CommandFailure("no");
        },
        hang: () => new Promise(() => undefined),
      });
      const session = await open(memoryTransport(server), clock);
      const controller = new AbortController();
      const seen: string[] = [];
      const { command = "hang", ...rest } = args as { command?: string };
      const call = session.call(command, rest, {
        timeout: 10,
        signal: controller.signal,
        onReply: (reply) => seen.push("value" in reply ? `value ${String(reply.value)}` : reply.error.code),
      });
      const settled = call.then(String, (error: unknown) => (error as QapiError).code);
      await settle();
      end(clock, controller, session);
      const outcome = await settled;
      void session.close();
      return [seen, outcome];
    }
    const nothing = (): void => undefined;
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;

    test("if it is a value", async () => {
      expect(await outcomeOf(nothing, { command: "reply" })).toEqual([["value 1"], "1"]);
    });
    test.each([
      ["the server's error", nothing, { command: "refuse" }, "command-failed"],
      ["arguments without a JSON form", nothing, circular, "arguments-invalid"],
      ["a timeout", (clock: ManualClock) => clock.advance(10), {}, "call-timeout"],
      ["an abort", (_: unknown, controller: AbortController) => controller.abort(), {}, "call-aborted"],
      [
        "the end of the session",
        (_: unknown, __: unknown, session: Session) => session.close(),
        {},
        "outcome-unknown",
      ],
    ] as const)("if it is %s", async (_reason, end, args, code) => {
      expect(await outcomeOf(end, args)).toEqual([[code], code]);
    });
  },
);

test("onReply of a call that is sent again receives the outcome of the last connection only", async () => {
  const server = new ScriptedServer();
  const session = connectOnDemand({ transport: server.open, clock: server.clock, maxInFlight: 1 });
  const seen: unknown[] = [];
  session.call("first").catch(() => undefined);
  const call = session.call("second", {}, { onReply: (reply) => seen.push(reply) });
  await server.welcome();
  await server.drop();
  await server.pass(0);
  await server.welcome();
  server.peer.reply("second", "done");
  expect(await call).toBe("done");
  expect(seen).toEqual([{ value: "done" }]);
  await session.close();
});
