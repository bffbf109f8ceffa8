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
  test("answers by its handlers, with types from the protocol", async () => {
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

  test("answers with errors: thrown with a class, thrown without, and for what it does not know", async () => {
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

  test("answers a reply that has no JSON with an error", async () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    await using server = createServer(anyProtocol, { circle: () => circle });
    await using session = await connectTo(server);
    expect(await rejection(session.call("circle"))).toBeInstanceOf(CommandError);
  });

  test("raises events to every client that has negotiated", async () => {
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

  test("executes in-band commands one after the other; out of band overtakes", async () => {
    const order: string[] = [];
    let goOn: (value: undefined) => void = () => undefined;
    const gate = new Promise<undefined>((resolve) => {
      goOn = resolve;
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
    goOn(undefined);
    await stop;
    await Promise.all(adds);
    expect(order).toEqual(["pause", "add 1", "add 2"]);
  });

  test("does not answer the success of a command that has no reply, but its failure", async () => {
    const handlers = { shutdown: () => undefined, stop: () => undefined };
    await using server = createServer(demo, handlers);
    await using session = await connectTo(server, { protocol: demo });
    await session.call("shutdown");
    await session.call("stop");
    const problems: unknown[] = [];
    await using empty = createServer(demo, { stop: () => undefined });
    await using other = await connectTo(empty, { protocol: demo, onProblem: (one) => problems.push(one) });
    await other.call("shutdown");
    await other.call("stop");
    expect(problems).toMatchObject([{ command: "shutdown", errorClass: "CommandNotFound" }]);
  });

  test("serves one client at a time, if it is told to, and then the next", async () => {
    await using server = createServer(anyProtocol, {}, { singleClient: true });
    const first = await connectTo(server);
    const impatient = await rejection(connectTo(server, { timeout: 20 }));
    expect(impatient).toMatchObject({ code: "connect-occupied" });
    const second = connectTo(server);
    await first.close();
    await (await second).close();
  });

  test("closes: what is being executed is answered, everybody is told, and nobody comes any more", async () => {
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

  test("waits for what is being executed no longer than that takes, and never for ever", async () => {
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

  test("tells a handler that its client has gone", async () => {
    const told = new Promise<void>((resolve, reject) => {
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
    await told;
  });

  test("does not begin what was waiting when it closes, nor what comes then", async () => {
    const begun: string[] = [];
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const server = createServer(
      anyProtocol,
      {
        slow: async () => {
          begun.push("slow");
          await gate;
        },
        next: () => begun.push("next"),
      },
      { capabilities: ["oob"], oobCommands: ["next"] },
    );
    const client = await rawClient(server);
    client.say('{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}');
    client.say('{"execute": "slow"}{"execute": "next"}');
    await client.messages(2);
    await settle();
    const closing = server.close();
    client.say('{"exec-oob": "next"}');
    await settle();
    goOn();
    await closing;
    await client.closed;
    expect(begun).toEqual(["slow"]);
    expect(await client.messages(3)).toHaveLength(3);
  });

  test("raises nothing to a client that has not negotiated", async () => {
    await using server = createServer(anyProtocol, {});
    const client = await rawClient(server);
    await client.messages(1);
    server.raise("STOP");
    client.say('{"execute": "qmp_capabilities"}');
    expect((await client.messages(2))[1]).toEqual({ return: {} });
    server.raise("RESUME");
    expect((await client.messages(3))[2]).toMatchObject({ event: "RESUME" });
  });

  test("tells of a transport that does not open", async () => {
    const problems: unknown[] = [];
    const server = createServer(anyProtocol, {}, { onProblem: (problem) => problems.push(problem) });
    server.serve(() => Promise.reject(new Error("no")));
    await new Promise(setImmediate);
    expect(problems).toMatchObject([{ code: "connect-failed" }]);
    await server.close();
  });

  test("hangs up on a client when a handler says so", async () => {
    await using server = createServer(anyProtocol, {
      quit: (_args, caller) => {
        caller.hangUp();
        return "bye";
      },
    });
    const session = await connectTo(server);
    expect(await session.call("quit")).toBe("bye");
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });
});
