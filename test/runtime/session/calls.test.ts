import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import {
  ArgumentsError,
  CallAbortedError,
  CallTimeoutError,
  CapabilityError,
  CommandError,
  DisconnectedError,
  OutcomeUnknownError,
} from "../../../runtime/index.js";
import { connected, greeting, rejection, settle } from "../support/scripted-peer.js";

const failure = { class: "GenericError", desc: "no" };

describe("a call", () => {
  test("sends no more than it needs", async () => {
    const { session, peer } = await connected();
    const sent = peer.text.length;
    void session.call("stop", {});
    void session.call("device_del", { id: "é", absent: undefined });
    await settle();
    expect(peer.text.slice(sent)).toBe(
      '{"execute":"stop","id":1}{"execute":"device_del","arguments":{"id":"\\u00e9"},"id":2}',
    );
  });

  test("gets its own reply, in whatever order they come", async () => {
    const { session, peer } = await connected();
    const calls = ["a", "b", "c"].map((command) => session.call(command));
    await settle();
    for (const command of ["c", "a", "b"]) peer.returns(command, command);
    expect(await Promise.all(calls)).toEqual(["a", "b", "c"]);
  });

  test("sends and receives 64-bit integers exactly", async () => {
    const { session, peer } = await connected();
    const call = session.call("add", { size: 2n ** 64n - 1n });
    await settle();
    expect(peer.text).toContain('"size":18446744073709551615');
    const { id } = JSON.parse(peer.text.slice(peer.text.lastIndexOf('{"execute"'))) as { id: number };
    peer.says(`{"return": {"size": 18446744073709551615, "small": 5}, "id": ${id}}\r\n`);
    expect(await call).toEqual({ size: 2n ** 64n - 1n, small: 5 });
  });

  test("fails with the server's error, the class whatever it is", async () => {
    const { session, peer } = await connected();
    const error = rejection(session.call("stop", { now: true }));
    await settle();
    const reply = { id: peer.request("stop").id, error: { class: "NewClass", desc: "\u001b[31mred\r\n" } };
    peer.says(reply);
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

  test("that the server did not find, it has not carried out", async () => {
    const { session, peer } = await connected();
    const error = rejection(session.call("nope"));
    await settle();
    peer.says({ id: peer.request("nope").id, error: { class: "CommandNotFound", desc: "" } });
    expect(await error).toMatchObject({ serverMayHaveActed: false });
  });

  test("whose arguments have no JSON is not sent", async () => {
    const { session, peer } = await connected();
    const circle: { self?: object } = {};
    circle.self = circle;
    const sent = peer.text;
    expect(await rejection(session.call("stop", circle))).toBeInstanceOf(ArgumentsError);
    await settle();
    expect(peer.text).toBe(sent);
  });

  test("made in one tick with others leaves in one write with them", async () => {
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

describe("replies that belong to nobody", () => {
  test.each([{ return: {}, id: 77 }, { return: {}, id: "1" }, { return: {} }, { error: failure, id: [1] }])(
    "%j disturbs nobody, and is told",
    async (stray) => {
      const { session, peer, problems } = await connected();
      const call = session.call("a");
      await settle();
      peer.says(stray);
      peer.returns("a", "mine");
      expect(await call).toBe("mine");
      expect(problems).toHaveLength(1);
    },
  );

  test("a reply that comes twice does not answer the next call", async () => {
    const { session, peer, problems } = await connected();
    const first = session.call("a");
    await settle();
    peer.returns("a", "first");
    expect(await first).toBe("first");
    const second = session.call("b");
    await settle();
    peer.returns("a", "again");
    peer.returns("b", "second");
    expect(await second).toBe("second");
    expect(problems).toHaveLength(1);
  });

  test.each(["[1]\r\n", '{"new": "kind"}\r\n', "nonsense\r\n", '{"return": \r\n}{\r\n'])(
    "%j is told, and nothing shifts",
    async (text) => {
      const { session, peer, problems } = await connected();
      const calls = [session.call("a"), session.call("b")];
      await settle();
      peer.says(text);
      peer.returns("a", 1);
      peer.returns("b", 2);
      expect(await Promise.all(calls)).toEqual([1, 2]);
      expect(problems.map(({ code }) => code)).toContain("protocol-violation");
    },
  );
});

describe("giving up", () => {
  test("in flight: rejected at once, the late reply is dropped, nothing shifts", async () => {
    const { session, peer, problems } = await connected();
    const controller = new AbortController();
    const given = rejection(session.call("a", undefined, { signal: controller.signal }));
    const other = session.call("b");
    await settle();
    controller.abort("enough");
    expect(await given).toBeInstanceOf(CallAbortedError);
    expect(await given).toMatchObject({ cause: "enough", serverMayHaveActed: true, command: "a" });
    const third = session.call("c");
    await settle();
    peer.returns("a", "late");
    peer.returns("b", "other");
    peer.returns("c", "third");
    expect(await other).toBe("other");
    expect(await third).toBe("third");
    expect(problems).toEqual([]);
  });

  test("before: it is never sent", async () => {
    const { session, peer } = await connected();
    const fillers = Array.from({ length: 8 }, () => session.call("filler"));
    const controller = new AbortController();
    const given = rejection(session.call("a", undefined, { signal: controller.signal }));
    const gone = rejection(session.call("a", undefined, { signal: AbortSignal.abort() }));
    await settle();
    controller.abort();
    expect(await given).toMatchObject({ code: "call-aborted", serverMayHaveActed: false, sent: undefined });
    expect(await gone).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
    for (const { id } of peer.requests.slice(1)) peer.says({ return: {}, id });
    await Promise.all(fillers);
    expect(peer.text).not.toContain('"a"');
  });

  test("by the clock: in flight and in the queue", async () => {
    const { session, clock } = await connected({ callTimeout: 100 });
    const fillers = Array.from({ length: 8 }, () =>
      rejection(session.call("filler", undefined, { timeout: 50 })),
    );
    const queued = rejection(session.call("queued"));
    const patient = session.call("patient", undefined, { timeout: 1000, oob: true });
    await settle();
    clock.advance(50);
    for (const filler of await Promise.all(fillers)) {
      expect(filler).toBeInstanceOf(CallTimeoutError);
      expect(filler).toMatchObject({ serverMayHaveActed: true });
    }
    clock.advance(50);
    expect(await queued).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
    expect(clock.pending).toBe(1);
    void rejection(patient);
  });

  test("leaves neither timer nor listener behind when the reply comes", async () => {
    const { session, peer, clock } = await connected();
    const controller = new AbortController();
    const call = session.call("a", undefined, { signal: controller.signal, timeout: 100 });
    await settle();
    peer.returns("a");
    await call;
    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });
});

describe("out of band", () => {
  test("at most eight in-band commands are in flight; the rest follow in order", async () => {
    const { session, peer } = await connected();
    const calls = Array.from({ length: 20 }, (_, index) => session.call(`c${index}`));
    await settle();
    for (let index = 0; index < 20; index++) {
      expect(peer.requests).toHaveLength(1 + Math.min(20, index + 8));
      peer.returns(`c${index}`, index);
      await settle();
    }
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test("a call overtakes those that wait", async () => {
    const { session, peer } = await connected();
    for (let index = 0; index < 20; index++) void rejection(session.call("slow"));
    const urgent = session.call("migrate-pause", undefined, { oob: true });
    await settle();
    expect(peer.request("migrate-pause")).toHaveProperty("exec-oob");
    peer.returns("migrate-pause", "done");
    expect(await urgent).toBe("done");
    expect(peer.requests.filter(({ execute }) => execute === "slow")).toHaveLength(8);
  });

  test("a call that was given up still takes its place until the server is done with it", async () => {
    const { session, peer } = await connected();
    const controller = new AbortController();
    const given = rejection(session.call("given", undefined, { signal: controller.signal }));
    for (let index = 0; index < 7; index++) void rejection(session.call("slow"));
    void rejection(session.call("last"));
    await settle();
    controller.abort();
    await given;
    await settle();
    expect(peer.text).not.toContain("last");
    peer.returns("given");
    await settle();
    expect(peer.text).toContain("last");
  });

  test("without the capability such a call is not sent, and others are not held back", async () => {
    const { session, peer } = await connected({ capabilities: [] });
    const error = rejection(session.call("migrate-pause", undefined, { oob: true }));
    expect(await error).toBeInstanceOf(CapabilityError);
    for (let index = 0; index < 20; index++) void rejection(session.call("c"));
    await settle();
    expect(peer.requests).toHaveLength(21);
  });
});

describe("the end", () => {
  test("of the peer: what was sent is unknown, what was not is not done, and why is told", async () => {
    const { session, peer } = await connected();
    const calls = Array.from({ length: 10 }, () => rejection(session.call("c")));
    await settle();
    peer.dies(new Error("ECONNRESET"));
    const errors = await Promise.all(calls);
    expect(errors.filter((error) => error instanceof OutcomeUnknownError)).toHaveLength(8);
    expect(errors.filter((error) => error instanceof DisconnectedError)).toHaveLength(2);
    expect(errors[0]).toMatchObject({ serverMayHaveActed: true, command: "c" });
    expect(errors[9]).toMatchObject({ serverMayHaveActed: false, sent: undefined });
    const { error } = await session.closed;
    expect(error).toBeInstanceOf(DisconnectedError);
    expect(error).toMatchObject({ message: "the server ended the connection: ECONNRESET" });
    expect(session.state).toBe("disconnected");
    expect(await rejection(session.call("late"))).toBeInstanceOf(DisconnectedError);
  });

  test("at any byte of a reply", async () => {
    const reply = '{"return": {"a": [1, 2]}, "id": 1}\r\n';
    for (let length = 0; length <= reply.length; length++) {
      const { session, peer } = await connected();
      const call = session.call("c");
      await settle();
      peer.says(reply.slice(0, length));
      peer.dies();
      if (length === reply.length) expect(await call).toEqual({ a: [1, 2] });
      else expect(await rejection(call)).toBeInstanceOf(OutcomeUnknownError);
    }
  });

  test("by close: calls are told at once, the promise when the connection has ended", async () => {
    const { session, peer } = await connected();
    peer.endsOnHangUp = false;
    const call = rejection(session.call("c"));
    await settle();
    let ended = false;
    const closing = session.close().then(() => {
      ended = true;
    });
    expect(await call).toBeInstanceOf(OutcomeUnknownError);
    expect(session.state).toBe("closing");
    await settle();
    expect(ended).toBe(false);
    peer.dies();
    await closing;
    expect(await session.closed).toEqual({ error: undefined });
    await session.close();
    expect(peer.hangUps).toBe(1);
  });

  test("by close, behind what was said in the same breath", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("last-words"));
    peer.close = () => {
      expect(peer.text).toContain("last-words");
      peer.dies();
    };
    await session.close();
    expect(await call).toBeInstanceOf(OutcomeUnknownError);
    expect(peer.text).toContain("last-words");
  });

  test("by close: what still comes then is nobody's", async () => {
    const { session, peer, problems } = await connected();
    peer.endsOnHangUp = false;
    const seen: string[] = [];
    await session.connectSignal("STOP", ({ event }) => seen.push(event));
    const call = rejection(session.call("c"));
    await settle();
    void session.close();
    peer.returns("c");
    peer.says({ event: "STOP" }, greeting);
    expect(await call).toBeInstanceOf(OutcomeUnknownError);
    expect(seen).toEqual([]);
    expect(problems).toEqual([]);
    peer.dies();
    expect(await session.closed).toEqual({ error: undefined });
  });

  test("by the end of a block", async () => {
    const { session, peer } = await connected();
    {
      await using used = session;
      expect(used.state).toBe("connected");
    }
    expect(session.state).toBe("disconnected");
    expect(peer.hangUps).toBe(1);
  });

  test("by a message beyond the limit", async () => {
    const { session, peer } = await connected({ messageLimit: 500 });
    const call = rejection(session.call("c"));
    await settle();
    peer.says("x".repeat(501));
    expect(await call).toMatchObject({ code: "outcome-unknown", cause: { code: "protocol-violation" } });
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });

  test("is seen as states", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const stop = session.onState((state) => seen.push(state));
    session.onState((state, previous) => seen.push(`${previous}>${state}`));
    void session.close();
    stop();
    peer.dies();
    await session.closed;
    expect(seen).toEqual(["closing", "connected>closing", "disconnected", "closing>disconnected"]);
  });
});
