import { describe, expect, test } from "vitest";
import { ArgumentsError, CapabilityError, CommandError } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const failure = { class: "GenericError", desc: "no" };

describe("a call", () => {
  test("sends a request without optional characters or members", async () => {
    const { session, peer } = await connected();
    const sent = peer.text.length;
    void session.call("stop", {});
    void session.call("device_del", { id: "é", absent: undefined });
    await settle();
    expect(peer.text.slice(sent)).toBe(
      '{"execute":"stop","id":1}\n{"execute":"device_del","arguments":{"id":"\\u00e9"},"id":2}\n',
    );
  });

  test("receives the reply with its id when replies arrive out of order", async () => {
    const { session, peer } = await connected();
    const calls = ["a", "b", "c"].map((command) => session.call(command));
    await settle();
    for (const command of ["c", "a", "b"]) peer.reply(command, command);
    expect(await Promise.all(calls)).toEqual(["a", "b", "c"]);
  });

  test("sends and receives 64-bit integers exactly", async () => {
    const { session, peer } = await connected();
    const call = session.call("add", { size: 2n ** 64n - 1n });
    await settle();
    expect(peer.text).toContain('"size":18446744073709551615');
    const { id } = JSON.parse(peer.text.slice(peer.text.lastIndexOf('{"execute"'))) as { id: number };
    peer.write(`{"return": {"size": 18446744073709551615, "small": 5}, "id": ${id}}\r\n`);
    expect(await call).toEqual({ size: 2n ** 64n - 1n, small: 5 });
  });

  test("is rejected with the server's error, including an unknown error class", async () => {
    const { session, peer } = await connected();
    const error = rejection(session.call("stop", { now: true }));
    await settle();
    const reply = { id: peer.request("stop").id, error: { class: "NewClass", desc: "\u001b[31mred\r\n" } };
    peer.write(reply);
    expect(await error).toBeInstanceOf(CommandError);
    expect(await error).toMatchObject({
      code: "command-failed",
      command: "stop",
      errorClass: "NewClass",
      description: "\u001b[31mred\r\n",
      message: "stop failed with NewClass: \\u001b[31mred\\u000d\\u000a",
      sent: '{"execute":"stop","arguments":{"now":true},"id":1}',
      received: reply,
      serverMayHaveActed: true,
      inferred: false,
    });
  });

  test("reports that a command that was not found has not been executed", async () => {
    const { session, peer } = await connected();
    const error = rejection(session.call("nope"));
    await settle();
    peer.write({ id: peer.request("nope").id, error: { class: "CommandNotFound", desc: "" } });
    expect(await error).toMatchObject({ serverMayHaveActed: false });
  });

  test("is rejected and not sent if its arguments cannot be written as JSON", async () => {
    const { session, peer } = await connected();
    const circle: { self?: object } = {};
    circle.self = circle;
    const sent = peer.text;
    expect(await rejection(session.call("stop", circle))).toBeInstanceOf(ArgumentsError);
    await settle();
    expect(peer.text).toBe(sent);
  });

  test("shares one write with the calls made in the same tick", async () => {
    const { session, peer } = await connected();
    const writes: string[] = [];
    const send = peer.send.bind(peer);
    peer.send = (text) => {
      writes.push(text);
      return send(text);
    };
    void session.call("a");
    void session.call("b");
    await settle();
    expect(writes).toHaveLength(1);
  });
});

describe("a reply that no call is waiting for", () => {
  test.each([{ return: {}, id: 77 }, { return: {}, id: "1" }, { return: {} }, { error: failure, id: [1] }])(
    "is reported as a problem and does not affect other calls: %j",
    async (reply) => {
      const { session, peer, problems } = await connected();
      const call = session.call("a");
      await settle();
      peer.write(reply);
      peer.reply("a", "own reply");
      expect(await call).toBe("own reply");
      expect(problems).toHaveLength(1);
    },
  );

  test("does not settle the next call if it repeats an earlier reply", async () => {
    const { session, peer, problems } = await connected();
    const first = session.call("a");
    await settle();
    peer.reply("a", "first");
    expect(await first).toBe("first");
    const second = session.call("b");
    await settle();
    peer.reply("a", "again");
    peer.reply("b", "second");
    expect(await second).toBe("second");
    expect(problems).toHaveLength(1);
  });

  test.each(["[1]\r\n", '{"new": "kind"}\r\n', "nonsense\r\n", '{"return": \r\n}{\r\n'])(
    "is reported as a problem and does not affect later replies if it is not a valid message: %j",
    async (text) => {
      const { session, peer, problems } = await connected();
      const calls = [session.call("a"), session.call("b")];
      await settle();
      peer.write(text);
      peer.reply("a", 1);
      peer.reply("b", 2);
      expect(await Promise.all(calls)).toEqual([1, 2]);
      expect(problems.map(({ code }) => code)).toContain("protocol-violation");
    },
  );
});

describe("the limit of calls in flight", () => {
  test("allows eight in-band commands and queues the others in order", async () => {
    const { session, peer } = await connected();
    const calls = Array.from({ length: 20 }, (_, index) => session.call(`c${index}`));
    await settle();
    for (let index = 0; index < 20; index++) {
      expect(peer.requests).toHaveLength(1 + Math.min(20, index + 8));
      peer.reply(`c${index}`, index);
      await settle();
    }
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test("does not delay an out-of-band call", async () => {
    const { session, peer } = await connected();
    for (let index = 0; index < 20; index++) void rejection(session.call("slow"));
    const urgent = session.call("migrate-pause", undefined, { oob: true });
    await settle();
    expect(peer.request("migrate-pause")).toHaveProperty("exec-oob");
    peer.reply("migrate-pause", "done");
    expect(await urgent).toBe("done");
    expect(peer.requests.filter(({ execute }) => execute === "slow")).toHaveLength(8);
  });

  test("counts an aborted call until the server has answered it", async () => {
    const { session, peer } = await connected();
    const controller = new AbortController();
    const aborted = rejection(session.call("aborted", undefined, { signal: controller.signal }));
    for (let index = 0; index < 7; index++) void rejection(session.call("slow"));
    void rejection(session.call("last"));
    await settle();
    controller.abort();
    await aborted;
    await settle();
    expect(peer.text).not.toContain("last");
    peer.reply("aborted");
    await settle();
    expect(peer.text).toContain("last");
  });

  test("does not apply without the capability oob, and out-of-band calls are rejected", async () => {
    const { session, peer } = await connected({ capabilities: [] });
    const error = rejection(session.call("migrate-pause", undefined, { oob: true }));
    expect(await error).toBeInstanceOf(CapabilityError);
    for (let index = 0; index < 20; index++) void rejection(session.call("c"));
    await settle();
    expect(peer.requests).toHaveLength(21);
  });
});
