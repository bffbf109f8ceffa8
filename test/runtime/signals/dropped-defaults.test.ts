import { describe, expect, test } from "vitest";
import { connectStop, stopAndWait, type QmpProtocol } from "../../../generated/qmp/index.js";
import { connectEvent } from "../../../runtime/codegen.js";
import {
  CapabilityError,
  completeCommand,
  connect,
  connectOnDemand,
  connectPersistent,
  type Completion,
  type Session,
  type SignalAccessor,
} from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";
import { rejection, settle } from "../support/scripted-peer.js";

const stop: SignalAccessor<object, undefined> = { name: "stop", event: "STOP", match: {} };
const resumed: SignalAccessor<object, undefined> = { name: "resume", event: "RESUME", match: {} };

interface Fixture {
  readonly server: Server;
  readonly executed: string[];
  readonly raiseStop: () => void;
  readonly raiseResume: () => void;
  readonly connections: () => number;
}

/** A server with the accessors `stop` and `resume`, and no accessor of another event. */
function served(): Fixture {
  const executed: string[] = [];
  const server: Server = createServer(anyProtocol, {
    stop: () => {
      executed.push("stop");
      stopped.raise("machine");
    },
    pause: () => {
      executed.push("pause");
    },
    "query-status": () => ({ running: false }),
  });
  const stopped = server.signal(stop, () => "machine");
  const running = server.signal(resumed, () => "machine");
  return {
    server,
    executed,
    raiseStop: () => {
      stopped.raise("machine");
    },
    raiseResume: () => {
      running.raise("machine");
    },
    connections: () => stopped.connections + running.connections,
  };
}

const kinds = { connect, connectPersistent, connectOnDemand };

describe.each(Object.entries(kinds))("a session of %s without default connections", (_, open) => {
  const sessionOf = async ({ server }: Fixture): Promise<Session<QmpProtocol>> =>
    await open<QmpProtocol>({ transport: memoryTransport(server), defaultConnections: false });

  test("receives an event through the server's accessor of its name, and releases the connection", async () => {
    const fixture = served();
    await using session = await sessionOf(fixture);
    const seen: string[] = [];
    const connection = await connectStop(session, ({ event }) => seen.push(event));
    await connectEvent(session, "RESUME", ({ event }) => seen.push(event));
    expect(connection.tag).toEqual(expect.any(String));
    fixture.raiseStop();
    fixture.raiseResume();
    await expect.poll(() => seen).toEqual(["STOP", "RESUME"]);
    await connection.disconnect();
    expect(fixture.connections()).toBe(1);
  });

  test("completes a command by the events of accessors, and releases the connections", async () => {
    const fixture = served();
    await using session = await sessionOf(fixture);
    await stopAndWait(session);
    expect(fixture.executed).toEqual(["stop"]);
    const byEvent: Completion<QmpProtocol> = { command: "stop", done: [{ event: "STOP" }] };
    await completeCommand(session, byEvent);
    await expect.poll(fixture.connections).toBe(0);
  });

  test("queries a state without events if the server has no accessor for those that wake it", async () => {
    const fixture = served();
    await using session: Session = await sessionOf(fixture);
    const byState: Completion = {
      command: "pause",
      state: {
        command: "query-status",
        done: [{ member: "running", value: false }],
        wake: ["PAUSED"],
      },
    };
    await completeCommand(session, byState);
    expect(fixture.executed).toEqual(["pause"]);
  });

  test("rejects with an error that names the fix if the server has no accessor of the name", async () => {
    await using session: Session = await sessionOf(served());
    const fix =
      "PAUSED cannot be received: the session has dropped the default connections. Use an accessor of the server, or connect without defaultConnections: false";
    const listening = rejection(connectEvent(session, "PAUSED", () => undefined));
    expect(await listening).toMatchObject({ name: "CapabilityError", message: fix });
    const byEvent: Completion = { command: "pause", done: [{ event: "PAUSED" }] };
    const completing = completeCommand(session, byEvent);
    const error = await rejection(completing);
    expect(error).toBeInstanceOf(CapabilityError);
    expect(error).toMatchObject({
      command: "pause",
      message: `the completion of pause cannot be observed: ${fix}`,
      serverMayHaveActed: true,
    });
  });
});

describe("the commands of a session without default connections", () => {
  test("leave in the order in which functions were called", async () => {
    const { server } = served();
    const commands: string[] = [];
    const open = memoryTransport(server);
    await using session = await connect<QmpProtocol>({
      transport: async (sink, signal) => {
        const transport = await open(sink, signal);
        return {
          ...transport,
          send: (text) => {
            commands.push(...[...text.matchAll(/"execute":"([^"]+)"/g)].map(([, name]) => name ?? ""));
            return transport.send(text);
          },
          close: () => {
            transport.close();
          },
        };
      },
      defaultConnections: false,
    });
    commands.length = 0;
    const calls = [
      session.call("query-status"),
      connectStop(session, () => undefined),
      session.call("query-status"),
      stopAndWait(session),
      session.call("query-status"),
    ];
    await settle();
    expect(commands.slice(0, 6)).toEqual([
      "query-status",
      "stop-connect",
      "query-status",
      "stop-connect",
      "stop",
      "query-status",
    ]);
    await Promise.all(calls);
  });
});

test("a session with default connections does not use the server's accessor", async () => {
  const fixture = served();
  await using session = await connect<QmpProtocol>({ transport: memoryTransport(fixture.server) });
  const seen: string[] = [];
  const connection = await connectStop(session, ({ event }) => seen.push(event));
  await stopAndWait(session);
  expect(connection.tag).toBeUndefined();
  expect(seen).toEqual(["STOP"]);
  expect(fixture.connections()).toBe(0);
});
