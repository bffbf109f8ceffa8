import { describe, expect, test } from "vitest";
import {
  CommandError,
  OutcomeUnknownError,
  type ProtocolDescriptor,
  type Session,
} from "../../../runtime/index.js";
import { anyProtocol, CommandFailure, createServer } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { connectTo, rawClient } from "../support/served.js";
import { rejection, settle } from "../support/scripted-peer.js";

interface Demo {
  readonly commands: {
    readonly "query-status": { arguments: undefined; returns: { running: boolean }; oob: false };
    readonly add: { arguments: { a: number; b: number }; returns: number; oob: false };
    readonly stop: { arguments: undefined; returns: undefined; oob: false };
    readonly pause: { arguments: undefined; returns: string; oob: true };
    readonly fail: { arguments: { how?: string } | undefined; returns: undefined; oob: false };
    readonly shutdown: { arguments: undefined; returns: undefined; oob: false };
  };
  readonly events: { readonly STOP: undefined; readonly DELETED: { readonly device: string } };
}

const demo: ProtocolDescriptor<Demo> = { name: "demo", noReply: ["shutdown"] };

function failing({ how }: { how?: string }): undefined {
  if (how === "class") throw new CommandFailure("no such device", "DeviceNotFound");
  throw new Error("broken");
}

describe("a server", () => {
  test("answers commands with the results of its typed handlers", async () => {
    await using server = createServer(
      demo,
      {
        "query-status": () => ({ running: true }),
        add: async ({ a, b }) => a + b,
        stop: () => undefined,
      },
      { version: { major: 9, minor: 1, micro: 0, package: "demo" } },
    );
    await using session = await connectTo(server, { protocol: demo });
    expect(session.greeting).toEqual({
      version: { major: 9, minor: 1, micro: 0, package: "demo" },
      capabilities: [],
    });
    expect((await session.call("query-status")).running).toBe(true);
    expect(await session.call("add", { a: 1, b: 2 })).toBe(3);
    await expect(session.call("stop")).resolves.toEqual({});
  });

  test("answers with an error for a failure with a class, any other thrown error and an unknown command", async () => {
    await using server = createServer(demo, { fail: failing });
    await using session = await connectTo(server);
    expect(await rejection(session.call("fail", { how: "class" }))).toMatchObject({
      errorClass: "DeviceNotFound",
      description: "no such device",
    });
    expect(await rejection(session.call("fail"))).toMatchObject({
      errorClass: "GenericError",
      description: "broken",
    });
    const untyped: Session = session;
    for (const unknown of ["nope", "constructor", "__proto__"]) {
      expect(await rejection(untyped.call(unknown))).toMatchObject({ errorClass: "CommandNotFound" });
    }
  });

  test("answers with an error if a result cannot be written as JSON", async () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    await using server = createServer(anyProtocol, { circle: () => circle });
    await using session = await connectTo(server);
    expect(await rejection(session.call("circle"))).toBeInstanceOf(CommandError);
  });

  test("sends events to every client that has negotiated", async () => {
    await using server = createServer(demo, {}, { now: () => 1258551470802.384 });
    await using one = await connectTo(server, { protocol: demo });
    await using other = await connectTo(server, { protocol: demo });
    expect(server.clients).toBe(2);
    const deleted = Promise.all([one.once("DELETED"), other.once("DELETED")]);
    const stopped = one.once("STOP");
    server.raise("DELETED", { device: "disk0" });
    server.raise("STOP");
    for (const { data } of await deleted) expect(data.device).toBe("disk0");
    expect(await stopped).toEqual({
      event: "STOP",
      data: undefined,
      timestamp: { seconds: 1258551470, microseconds: expect.closeTo(802384, -1) as number },
    });
  });

  test("executes in-band commands in order, and out-of-band commands immediately", async () => {
    const order: string[] = [];
    let openGate: (value: undefined) => void = () => undefined;
    const gate = new Promise<undefined>((resolve) => {
      openGate = resolve;
    });
    await using server = createServer(
      demo,
      {
        stop: () => gate,
        add: ({ a }) => order.push(`add ${a}`),
        pause: (_args, caller) => {
          expect(caller.oob).toBe(true);
          order.push("pause");
          return "paused";
        },
      },
      { capabilities: ["oob"], oobCommands: ["pause"] },
    );
    await using session = await connectTo(server, { protocol: demo });
    const stop = session.call("stop");
    const adds = [1, 2].map((a) => session.call("add", { a, b: 0 }));
    expect(await session.call("pause", undefined, { oob: true })).toBe("paused");
    const untyped: Session = session;
    expect(await rejection(untyped.call("stop", undefined, { oob: true }))).toMatchObject({
      errorClass: "GenericError",
    });
    openGate(undefined);
    await stop;
    await Promise.all(adds);
    expect(order).toEqual(["pause", "add 1", "add 2"]);
  });

  test("answers a command without a success reply only if it fails", async () => {
    const handlers = { shutdown: () => undefined, stop: () => undefined };
    await using server = createServer(demo, handlers);
    await using session = await connectTo(server, { protocol: demo });
    await session.call("shutdown");
    await session.call("stop");
    const problems: unknown[] = [];
    await using empty = createServer(demo, { stop: () => undefined });
    await using other = await connectTo(empty, {
      protocol: demo,
      onProblem: (problem) => problems.push(problem),
    });
    await other.call("shutdown");
    await other.call("stop");
    expect(problems).toMatchObject([{ command: "shutdown", errorClass: "CommandNotFound" }]);
  });

  test("serves one client at a time with singleClient", async () => {
    await using server = createServer(anyProtocol, {}, { singleClient: true });
    const first = await connectTo(server);
    const impatient = await rejection(connectTo(server, { timeout: 20 }));
    expect(impatient).toMatchObject({ code: "connect-occupied" });
    const second = connectTo(server);
    await first.close();
    await (await second).close();
  });

  test("answers the commands in execution, disconnects every client and accepts no more when it closes", async () => {
    let closing: Promise<void> = Promise.resolve();
    const server = createServer(demo, {
      stop: () => {
        closing = server.close();
        return undefined;
      },
      pause: (_args, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            resolve("gone");
          });
        }),
    });
    const session = await connectTo(server, { protocol: demo });
    const other = await connectTo(server, { protocol: demo });
    const never = rejection(other.call("pause"));
    await session.call("stop");
    await closing;
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
    expect(await never).toBeInstanceOf(OutcomeUnknownError);
    expect(await rejection(connectTo(server))).toMatchObject({
      name: expect.stringMatching(/Error/) as string,
    });
    expect(server.clients).toBe(0);
  });

  test("does not listen after it was closed, or while it closes", async () => {
    const server = createServer(anyProtocol, {});
    const listening = rejection(server.listen({ port: 0 }));
    await server.close();
    const refusal = { code: "connect-failed", message: "cannot listen: the server is closed" };
    expect(await listening).toMatchObject(refusal);
    expect(await rejection(server.listen({ port: 0 }))).toMatchObject(refusal);
  });

  test("waits for the commands in execution at most one second when it closes", async () => {
    const clock = new ManualClock();
    const quick = createServer(anyProtocol, { quick: () => "done" }, { clock });
    const session = await connectTo(quick);
    await session.call("quick");
    await quick.close();
    expect(clock.pending).toBe(0);
    const stuck = createServer(anyProtocol, { stuck: () => new Promise(() => undefined) }, { clock });
    const other = await connectTo(stuck);
    const never = rejection(other.call("stuck"));
    await settle();
    const closing = stuck.close();
    await settle();
    clock.advance(1000);
    await closing;
    expect(await never).toBeInstanceOf(OutcomeUnknownError);
  });

  test.each([
    ["in band", false],
    ["out of band", true],
  ])("answers a command that is executed %s before it closes", async (_kind, oob) => {
    const finishing: (() => void)[] = [];
    const options = { capabilities: ["oob"], oobCommands: ["slow"], clock: new ManualClock() };
    const slow = (): Promise<string> =>
      new Promise((resolve) => {
        finishing.push(() => resolve("done"));
      });
    const server = createServer(anyProtocol, { slow }, options);
    const session = await connectTo(server);
    const answered = session.call("slow", {}, { oob });
    await settle();
    const closing = server.close();
    options.clock.advance(999);
    await settle();
    expect(session.state).toBe("connected");
    for (const finish of finishing) finish();
    expect(await answered).toBe("done");
    await closing;
    expect(options.clock.pending).toBe(0);
  });

  test.each([false, true])(
    "answers every command in execution before Caller.close() closes, out of band: %s",
    async (oob) => {
      const finishing: (() => void)[] = [];
      const clock = new ManualClock();
      const options = { capabilities: ["oob"], oobCommands: ["quit", "slow"], clock };
      const server = createServer(
        anyProtocol,
        {
          slow: () =>
            new Promise((resolve) => {
              finishing.push(() => resolve("done"));
            }),
          quit: (_args, caller) => {
            caller.close();
            return "bye";
          },
        },
        options,
      );
      const session = await connectTo(server);
      const slow = session.call("slow", {}, { oob });
      await settle();
      expect(await session.call("quit", {}, { oob: true })).toBe("bye");
      clock.advance(60_000);
      await settle();
      for (const finish of finishing) finish();
      expect(await slow).toBe("done");
      expect((await session.closed).error).toMatchObject({ code: "disconnected" });
      expect(clock.pending).toBe(0);
    },
  );

  test("aborts the signal of a handler when its client disconnects", async () => {
    const aborted = new Promise<void>((resolve, reject) => {
      const server = createServer(anyProtocol, {
        watch: (_args, { signal }) => {
          signal.addEventListener("abort", () => {
            resolve();
          });
        },
      });
      connectTo(server)
        .then((session) => session.call("watch").then(() => session.close()))
        .catch(reject);
    });
    await aborted;
  });

  test("executes neither queued nor new commands after it starts to close", async () => {
    const executed: string[] = [];
    let openGate: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    const server = createServer(
      anyProtocol,
      {
        slow: async () => {
          executed.push("slow");
          await gate;
        },
        next: () => executed.push("next"),
      },
      { capabilities: ["oob"], oobCommands: ["next"] },
    );
    const client = await rawClient(server);
    client.write('{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}');
    client.write('{"execute": "slow"}{"execute": "next"}');
    await client.messages(2);
    await settle();
    const closing = server.close();
    client.write('{"exec-oob": "next"}');
    await settle();
    openGate();
    await closing;
    await client.closed;
    expect(executed).toEqual(["slow"]);
    expect(await client.messages(3)).toHaveLength(3);
  });

  test("sends no event to a client that has not negotiated", async () => {
    await using server = createServer(anyProtocol, {});
    const client = await rawClient(server);
    await client.messages(1);
    server.raise("STOP");
    client.write('{"execute": "qmp_capabilities"}');
    expect((await client.messages(2))[1]).toEqual({ return: {} });
    server.raise("RESUME");
    expect((await client.messages(3))[2]).toMatchObject({ event: "RESUME" });
  });

  test("reports a transport that fails to open", async () => {
    const problems: unknown[] = [];
    const server = createServer(anyProtocol, {}, { onProblem: (problem) => problems.push(problem) });
    server.serve(() => Promise.reject(new Error("no")));
    await new Promise(setImmediate);
    expect(problems).toMatchObject([{ code: "connect-failed" }]);
    await server.close();
  });

  test("closes the connection to a client when a handler requests it", async () => {
    await using server = createServer(anyProtocol, {
      quit: (_args, caller) => {
        caller.close();
        return "bye";
      },
    });
    const session = await connectTo(server);
    expect(await session.call("quit")).toBe("bye");
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });
});
