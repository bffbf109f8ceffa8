import { expect, test } from "vitest";
import {
  CommandError,
  connect,
  connectOnDemand,
  DisconnectedError,
  OutcomeUnknownError,
  type EventGap,
  type Transport,
  type TransportSink,
} from "../../../runtime/index.js";

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
