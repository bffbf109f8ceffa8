import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { connect, ConnectError, NegotiationError, type TransportOpener } from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

describe("the handshake", () => {
  test("reads the greeting and enables the offered capabilities", async () => {
    const { session, peer } = await connected();
    expect(peer.text).toBe('{"execute":"qmp_capabilities","arguments":{"enable":["oob"]},"id":0}\n');
    expect(session.state).toBe("connected");
    expect(session.capabilities).toEqual(["oob"]);
    expect(session.greeting.version).toEqual({ major: 7, minor: 2, micro: 0, package: "" });
  });

  test("enables no capability if the caller requests none", async () => {
    const { session, peer } = await connected({ capabilities: [] });
    expect(peer.text).toBe('{"execute":"qmp_capabilities","id":0}\n');
    expect(session.capabilities).toEqual([]);
  });

  test("does not request a capability that the server does not offer", async () => {
    const { peer } = await connected({ capabilities: ["oob", "signals"] });
    expect(peer.request("qmp_capabilities").arguments).toEqual({ enable: ["oob"] });
  });
});

/** Connects to a peer, runs the script on it, and returns the error that `connect` is rejected with. */
async function connectError(script: (peer: ScriptedPeer, clock: ManualClock) => void): Promise<unknown> {
  const peer = new ScriptedPeer();
  const clock = new ManualClock();
  const error = rejection(connect({ transport: peer.open, clock, timeout: 500, onProblem: () => undefined }));
  await settle();
  script(peer, clock);
  const result = await error;
  expect(clock.pending).toBe(0);
  return result;
}

describe("connect()", () => {
  test("rejects if the server disconnects before its greeting", async () => {
    const error = await connectError((peer) => {
      peer.disconnect(new Error("reset"));
    });
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ code: "connect-closed", serverMayHaveActed: false });
  });

  test("rejects with connect-occupied if no greeting arrives in time", async () => {
    const error = await connectError((peer, clock) => {
      peer.write('{"QMP": ');
      clock.advance(500);
      expect(peer.closeCount).toBe(1);
    });
    expect(error).toMatchObject({ code: "connect-occupied" });
    expect(error).toHaveProperty("message", expect.stringContaining("one at a time"));
  });

  test("rejects if the negotiation exceeds the timeout", async () => {
    const error = await connectError((peer, clock) => {
      peer.write(greeting);
      clock.advance(500);
    });
    expect(error).toBeInstanceOf(NegotiationError);
  });

  test("rejects if the server refuses the negotiation, with or without an id", async () => {
    for (const id of [{ id: 0 }, {}]) {
      const error = await connectError((peer) => {
        peer.write(greeting, { error: { class: "GenericError", desc: "no" }, ...id });
      });
      expect(error).toBeInstanceOf(NegotiationError);
      expect(error).toMatchObject({ command: "qmp_capabilities", cause: { errorClass: "GenericError" } });
    }
  });

  test("rejects if the server sends a second greeting", async () => {
    const error = await connectError((peer) => {
      peer.write(greeting, greeting);
    });
    expect(error).toMatchObject({ code: "protocol-violation" });
  });

  test("rejects if the greeting exceeds the message limit", async () => {
    const peer = new ScriptedPeer();
    const error = rejection(connect({ transport: peer.open, clock: new ManualClock(), messageLimit: 10 }));
    await settle();
    peer.write(greeting);
    expect(await error).toMatchObject({ code: "protocol-violation" });
  });

  test("rejects if the connection is lost after any byte of the handshake", async () => {
    const script = `${greeting}{"return": {}, "id": 0}\r\n`;
    for (let length = 0; length < script.length; length++) {
      const error = await connectError((peer) => {
        peer.write(script.slice(0, length));
        peer.disconnect();
      });
      // The line end completes the greeting.
      const greeted = length >= greeting.length;
      expect(error, `after ${length} bytes`).toBeInstanceOf(greeted ? NegotiationError : ConnectError);
    }
  });

  test("rejects on timeout, and a transport that opens afterwards is closed", async () => {
    const peer = new ScriptedPeer();
    let finishOpening: (transport: ScriptedPeer) => void = () => undefined;
    const slow: TransportOpener = () =>
      new Promise((resolve) => {
        finishOpening = resolve;
      });
    const clock = new ManualClock();
    const error = rejection(connect({ transport: slow, clock, timeout: 100 }));
    clock.advance(100);
    expect(await error).toMatchObject({ code: "connect-timeout" });
    finishOpening(peer);
    await settle();
    expect(peer.closeCount).toBe(1);
  });

  test("rejects if the caller's signal fires, and removes its abort listener", async () => {
    const controller = new AbortController();
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const error = rejection(connect({ transport: peer.open, clock, signal: controller.signal }));
    await settle();
    controller.abort("no longer needed");
    expect(await error).toMatchObject({ code: "connect-aborted", cause: "no longer needed" });
    expect(peer.closeCount).toBe(1);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(await rejection(connect({ transport: peer.open, signal: controller.signal }))).toMatchObject({
      code: "connect-aborted",
    });
  });

  test("rejects with connect-timeout or connect-failed if the transport does not open, and aborts it on timeout", async () => {
    let isAborted = false;
    const never: TransportOpener = (_sink, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          isAborted = true;
          reject(new Error("aborted"));
        });
      });
    const clock = new ManualClock();
    const error = rejection(connect({ transport: never, clock, timeout: 100 }));
    clock.advance(100);
    expect(await error).toMatchObject({ code: "connect-timeout" });
    expect(isAborted).toBe(true);
    const broken: TransportOpener = () => Promise.reject(new Error("no such bus"));
    expect(await rejection(connect({ transport: broken, clock }))).toMatchObject({
      code: "connect-failed",
      message: "cannot connect: no such bus",
    });
  });
});
