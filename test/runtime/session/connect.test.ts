import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { connect, ConnectError, NegotiationError, type TransportOpener } from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

describe("the handshake", () => {
  test("greets, negotiates what is offered and wanted, and is ready", async () => {
    const { session, peer } = await connected();
    expect(peer.text).toBe('{"execute":"qmp_capabilities","arguments":{"enable":["oob"]},"id":0}');
    expect(session.state).toBe("connected");
    expect(session.capabilities).toEqual(["oob"]);
    expect(session.greeting.version).toEqual({ major: 7, minor: 2, micro: 0, package: "" });
  });

  test("enables nothing that is refused", async () => {
    const { session, peer } = await connected({ capabilities: [] });
    expect(peer.text).toBe('{"execute":"qmp_capabilities","id":0}');
    expect(session.capabilities).toEqual([]);
  });

  test("enables nothing that is not offered", async () => {
    const { peer } = await connected({ capabilities: ["oob", "signals"] });
    expect(peer.request("qmp_capabilities").arguments).toEqual({ enable: ["oob"] });
  });
});

describe("events before their time", () => {
  test("are delivered, in order, to whoever listens when the session is ready", async () => {
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const connecting = connect({ transport: peer.open, clock });
    await settle();
    peer.says({ event: "BEFORE" });
    peer.says(greeting);
    await settle();
    peer.says({ event: "WITHIN" });
    peer.returns("qmp_capabilities");
    peer.says({ event: "BEHIND" });
    const session = await connecting;
    const seen: string[] = [];
    for (const name of ["BEFORE", "WITHIN", "BEHIND", "AFTER"]) {
      await session.connectSignal(name, ({ event }) => seen.push(event));
    }
    peer.says({ event: "AFTER" });
    clock.advance(0);
    expect(seen).toEqual(["BEFORE", "WITHIN", "BEHIND", "AFTER"]);
  });

  test("are delivered before the end, when the session ends at once", async () => {
    const peer = new ScriptedPeer();
    const connecting = connect({ transport: peer.open, clock: new ManualClock() });
    await settle();
    peer.says(greeting);
    await settle();
    peer.returns("qmp_capabilities");
    peer.says({ event: "SHUTDOWN" });
    const session = await connecting;
    const shutdown = session.once("SHUTDOWN");
    peer.dies();
    expect((await shutdown).event).toBe("SHUTDOWN");
  });
});

test("a flood of events in the same breath as the end of the negotiation loses none", async () => {
  const peer = new ScriptedPeer();
  const clock = new ManualClock();
  const connecting = connect({ transport: peer.open, clock });
  await settle();
  peer.says(greeting);
  await settle();
  peer.returns("qmp_capabilities");
  const session = await connecting;
  const seen: unknown[] = [];
  await session.connectSignal("E", ({ data }) => seen.push(data));
  for (let data = 0; data < 3000; data++) peer.says({ event: "E", data });
  clock.advance(0);
  expect(seen).toEqual(Array.from({ length: 3000 }, (_, data) => data));
});

/** Connects to a peer to which the script is then done. */
async function failing(script: (peer: ScriptedPeer, clock: ManualClock) => void): Promise<unknown> {
  const peer = new ScriptedPeer();
  const clock = new ManualClock();
  const error = rejection(connect({ transport: peer.open, clock, timeout: 500, onProblem: () => undefined }));
  await settle();
  script(peer, clock);
  const result = await error;
  expect(clock.pending).toBe(0);
  return result;
}

describe("a session that does not come to be", () => {
  test("because the server hangs up before its greeting", async () => {
    const error = await failing((peer) => {
      peer.dies(new Error("reset"));
    });
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ code: "connect-closed", serverMayHaveActed: false });
  });

  test("because no greeting comes: somebody else has the server", async () => {
    const error = await failing((peer, clock) => {
      peer.says('{"QMP": ');
      clock.advance(500);
      expect(peer.hangUps).toBe(1);
    });
    expect(error).toMatchObject({ code: "connect-occupied" });
    expect(error).toHaveProperty("message", expect.stringContaining("one at a time"));
  });

  test("because the negotiation takes too long", async () => {
    const error = await failing((peer, clock) => {
      peer.says(greeting);
      clock.advance(500);
    });
    expect(error).toBeInstanceOf(NegotiationError);
  });

  test("because the server refuses the negotiation, with or without an id", async () => {
    for (const id of [{ id: 0 }, {}]) {
      const error = await failing((peer) => {
        peer.says(greeting, { error: { class: "GenericError", desc: "no" }, ...id });
      });
      expect(error).toBeInstanceOf(NegotiationError);
      expect(error).toMatchObject({ command: "qmp_capabilities", cause: { errorClass: "GenericError" } });
    }
  });

  test("because the server greets twice", async () => {
    const error = await failing((peer) => {
      peer.says(greeting, greeting);
    });
    expect(error).toMatchObject({ code: "protocol-violation" });
  });

  test("because what it sends has no end", async () => {
    const peer = new ScriptedPeer();
    const error = rejection(connect({ transport: peer.open, clock: new ManualClock(), messageLimit: 10 }));
    await settle();
    peer.says(greeting);
    expect(await error).toMatchObject({ code: "protocol-violation" });
  });

  test("because the peer dies, at whatever byte of the handshake", async () => {
    const script = `${greeting}{"return": {}, "id": 0}\r\n`;
    for (let length = 0; length < script.length; length++) {
      const error = await failing((peer) => {
        peer.says(script.slice(0, length));
        peer.dies();
      });
      // The line end is the last byte of the greeting that matters.
      const greeted = length >= greeting.length;
      expect(error, `after ${length} bytes`).toBeInstanceOf(greeted ? NegotiationError : ConnectError);
    }
  });

  test("and whose transport opens all the same: it is closed", async () => {
    const peer = new ScriptedPeer();
    let arrive: (transport: ScriptedPeer) => void = () => undefined;
    const slow: TransportOpener = () =>
      new Promise((resolve) => {
        arrive = resolve;
      });
    const clock = new ManualClock();
    const error = rejection(connect({ transport: slow, clock, timeout: 100 }));
    clock.advance(100);
    expect(await error).toMatchObject({ code: "connect-timeout" });
    arrive(peer);
    await settle();
    expect(peer.hangUps).toBe(1);
  });

  test("because the caller gives up", async () => {
    const controller = new AbortController();
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const error = rejection(connect({ transport: peer.open, clock, signal: controller.signal }));
    await settle();
    controller.abort("enough");
    expect(await error).toMatchObject({ code: "connect-aborted", cause: "enough" });
    expect(peer.hangUps).toBe(1);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(await rejection(connect({ transport: peer.open, signal: controller.signal }))).toMatchObject({
      code: "connect-aborted",
    });
  });

  test("because the transport does not open: it is told, and in time", async () => {
    let letGo = false;
    const never: TransportOpener = (_sink, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          letGo = true;
          reject(new Error("let go"));
        });
      });
    const clock = new ManualClock();
    const error = rejection(connect({ transport: never, clock, timeout: 100 }));
    clock.advance(100);
    expect(await error).toMatchObject({ code: "connect-timeout" });
    expect(letGo).toBe(true);
    const broken: TransportOpener = () => Promise.reject(new Error("no such bus"));
    expect(await rejection(connect({ transport: broken, clock }))).toMatchObject({
      code: "connect-failed",
      message: "cannot connect: no such bus",
    });
  });
});
