import { once } from "node:events";
import { createServer as createSocketServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { connect } from "../../../runtime/index.js";
import { anyProtocol, CommandFailure, createServer, type Caller } from "../../../runtime/server/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";
import { connectTo, rawClient } from "../support/served.js";

describe("a server that passes on what another server sends", () => {
  test("executes commands without a handler, in band and out of band", async () => {
    const calls: unknown[] = [];
    await using server = createServer(
      anyProtocol,
      { own: () => "own" },
      {
        capabilities: ["oob"],
        oobCommands: "all",
        fallback: (command, args, { oob }) => {
          calls.push([command, args, oob]);
          return command;
        },
      },
    );
    await using session = await connectTo(server);
    expect(await session.call("own")).toBe("own");
    expect(await session.call("other", { a: 1 })).toBe("other");
    expect(await session.call("toString", {}, { oob: true })).toBe("toString");
    expect(calls).toEqual([
      ["other", { a: 1 }, false],
      ["toString", {}, true],
    ]);
  });

  test("answers before the handler ends, and events follow the reply", async () => {
    let finish: () => void = () => undefined;
    await using server = createServer(
      anyProtocol,
      {
        slow: (_args: object, caller: Caller) => {
          caller.answer({ value: "early" });
          server.raise("AFTER");
          caller.answer({ value: "twice" });
          return new Promise<string>((resolve) => {
            finish = () => {
              resolve("late");
            };
          });
        },
        next: () => "next",
        bad: (_args: object, caller: Caller) => {
          const loop: Record<string, unknown> = {};
          loop["loop"] = loop;
          expect(() => {
            caller.answer({ value: loop });
          }).toThrow(TypeError);
          caller.answer({ failure: new CommandFailure("no") });
        },
      },
      { record: true },
    );
    const client = await rawClient(server);
    client.write(
      '{"execute":"qmp_capabilities"}{"execute":"slow","id":1}{"execute":"next","id":2}{"execute":"bad","id":3}',
    );
    expect((await client.messages(4)).slice(2)).toMatchObject([
      { return: "early", id: 1 },
      { event: "AFTER" },
    ]);
    await settle();
    expect(await client.messages(4)).toHaveLength(4);
    finish();
    expect((await client.messages(6)).slice(4)).toMatchObject([
      { return: "next", id: 2 },
      { error: { class: "GenericError", desc: "no" }, id: 3 },
    ]);
    expect(server.recording.commands).toMatchObject([
      {},
      { return: "early" },
      { return: "next" },
      { error: { desc: "no" } },
    ]);
    client.close();
  });

  test("passes on the error of another server with all its members", async () => {
    const content = { class: "Downstream", desc: "text", more: [1] };
    await using server = createServer(anyProtocol, {
      fail: () => {
        throw new CommandFailure("text", "Downstream", content);
      },
    });
    await using session = await connectTo(server);
    expect(await rejection(session.call("fail"))).toMatchObject({
      errorClass: "Downstream",
      description: "text",
      received: { error: content },
    });
  });

  test("passes on events with their timestamps and all their members", async () => {
    const servers = [1, 2].map(() => createServer(anyProtocol, {}));
    const clients = await Promise.all(servers.map(rawClient));
    for (const client of clients) client.write('{"execute":"qmp_capabilities"}');
    await Promise.all(clients.map((client) => client.messages(2)));
    const timestamp = { seconds: 5, microseconds: 6 };
    const event = { timestamp, event: "E", data: { n: 1 }, more: true };
    for (const server of servers) {
      server.relay(event);
      server.relay({ event: "F", data: undefined, timestamp: undefined });
    }
    for (const client of clients) {
      expect((await client.messages(4)).slice(2)).toEqual([
        event,
        { event: "F", timestamp: { seconds: -1, microseconds: -1 } },
      ]);
      client.close();
    }
    await Promise.all(servers.map((server) => server.close()));
  });

  test("serves a stream of Node", async () => {
    await using server = createServer(anyProtocol, { echo: (args) => args });
    const sockets = createSocketServer((stream) => {
      server.serve({ stream });
    });
    await once(sockets.listen(0, "127.0.0.1"), "listening");
    const { port } = sockets.address() as AddressInfo;
    await using session = await connect({ host: "127.0.0.1", port });
    expect(await session.call("echo", { a: 1 })).toEqual({ a: 1 });
    sockets.close();
  });
});

describe("onReply", () => {
  test("receives the reply before the promise settles and before later events", async () => {
    const { session, peer } = await connected();
    const order: unknown[] = [];
    session.subscribe({ names: undefined, deliver: ({ event }) => order.push(event) });
    const onReply = (reply: object): unknown => order.push(reply);
    const returned = session
      .call("query-status", {}, { onReply })
      .then((value) => order.push(["settled", value]));
    const failed = session.call("query-name", {}, { onReply }).catch(() => order.push("failed"));
    await settle();
    const [one, other] = [peer.request("query-status"), peer.request("query-name")];
    const timestamp = { seconds: 1, microseconds: 1 };
    peer.write(
      { event: "A", timestamp },
      { return: 1, id: one.id },
      { event: "B", timestamp },
      { error: { class: "GenericError", desc: "no" }, id: other.id },
      { event: "C", timestamp },
    );
    await Promise.all([returned, failed]);
    expect(order).toEqual([
      "A",
      { value: 1 },
      "B",
      { error: expect.objectContaining({ code: "command-failed", description: "no" }) as unknown },
      "C",
      ["settled", 1],
      "failed",
    ]);
  });

  test("receives the error of a call without an answer, and what it throws is reported", async () => {
    const { session, peer, problems } = await connected();
    const answered = session.call(
      "a",
      {},
      {
        onReply: () => {
          throw new Error("broken");
        },
      },
    );
    const replies: object[] = [];
    const lost = session.call("b", {}, { onReply: (reply) => replies.push(reply) });
    await settle();
    peer.reply("a", 5);
    expect(await answered).toBe(5);
    expect(problems.map(({ message }) => message)).toEqual(["onReply failed"]);
    peer.disconnect();
    await expect(lost).rejects.toMatchObject({ code: "outcome-unknown" });
    expect(replies).toMatchObject([{ error: { code: "outcome-unknown" } }]);
  });
});
