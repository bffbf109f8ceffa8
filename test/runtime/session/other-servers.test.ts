import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  connect,
  ConnectError,
  connectPersistent,
  NegotiationError,
  OutcomeUnknownError,
  type TransportOpener,
} from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

/** Connects to a peer that sends chunks. The clock stands still except as the test advances it. */
async function connectTo(chunks: readonly string[], advance = 0): Promise<unknown> {
  const peer = new ScriptedPeer();
  const clock = new ManualClock();
  const error = rejection(
    connect({ transport: peer.open, clock, timeout: 60_000, onProblem: () => undefined }),
  );
  await settle();
  for (const chunk of chunks) peer.write(chunk);
  clock.advance(advance);
  const result = await error;
  expect(clock.pending).toBe(0);
  expect(peer.closeCount).toBe(1);
  return result;
}

/** What servers that do not speak QMP send first, and the line that the error reports. */
const banners: readonly (readonly [name: string, text: string, line: string])[] = [
  ["SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "SSH-2.0-OpenSSH_9.2p1 Debian-2"],
  [
    "HTTP",
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>no</html>",
    "HTTP/1.1 400 Bad Request",
  ],
  [
    "a human monitor",
    "QEMU 7.2.0 monitor - type 'help' for more information\r\n(qemu) ",
    "QEMU 7.2.0 monitor",
  ],
  ["the prompt of a human monitor", "(qemu) ", "(qemu)"],
  ["a login", "\r\nDebian GNU/Linux 12 guest ttyS0\r\n\r\nguest login: ", "Debian GNU/Linux 12 guest ttyS0"],
  ["a login prompt", "login: ", "login:"],
  ["a shell", "/ # ", "/ #"],
  ["SMTP", "220 mail.example.org ESMTP\r\n", "220 mail.example.org ESMTP"],
  ["VNC", "RFB 003.008\n", "RFB 003.008"],
  ["JSON that is not an object", "[1, 2]\r\n", "[1, 2]"],
  [
    "another JSON protocol",
    '{"jsonrpc": "2.0", "method": "hello"}\r\n',
    '{"jsonrpc":"2.0","method":"hello"}',
  ],
  ["an HTML page", "<!doctype html>\n", "<!doctype html>"],
  ["terminal sequences", "\u001b[31mroot\u001b[0m\r\n", "[31mroot\\u001b[0m"],
];

describe("connect names a server that does not speak QMP at once", () => {
  test.each(banners)("%s", async (_name, text, line) => {
    const error = await connectTo([text]);
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ code: "connect-not-qmp", serverMayHaveActed: false });
    expect(error).toHaveProperty("message", expect.stringContaining(line));
    expect(error).toHaveProperty("message", expect.not.stringMatching(/[\u0000-\u001f]|another client/));
  });

  test("makes no further attempts in a persistent session, unless it was connected before", async () => {
    const peers = [new ScriptedPeer(), new ScriptedPeer(), new ScriptedPeer(), new ScriptedPeer()];
    let opened = 0;
    const transport: TransportOpener = (sink, signal) => {
      const peer = peers[opened++];
      if (peer === undefined) throw new Error("opened too often");
      return peer.open(sink, signal);
    };
    const clock = new ManualClock();
    const options = { transport, clock, onProblem: () => undefined };
    const first = rejection(connectPersistent(options));
    await settle();
    peers[0]?.write("SSH-2.0-x\r\n");
    expect(await first).toMatchObject({ code: "connect-not-qmp" });
    expect(opened).toBe(1);

    const opening = connectPersistent(options);
    await settle();
    peers[1]?.write(greeting);
    await settle();
    peers[1]?.reply("qmp_capabilities");
    const session = await opening;
    peers[1]?.disconnect();
    await settle();
    clock.advance(100);
    await settle();
    // A proxy answers while the server restarts.
    peers[2]?.write("HTTP/1.1 502 Bad Gateway\r\n");
    await settle();
    clock.advance(400);
    await settle();
    peers[3]?.write(greeting);
    await settle();
    peers[3]?.reply("qmp_capabilities");
    await settle();
    expect([opened, session.state]).toEqual([4, "connected"]);
    await session.close();
  });

  test("quotes a bounded excerpt of a long line", async () => {
    const error = await connectTo([`${"x".repeat(100_000)}\r\n`]);
    expect((error as Error).message.length).toBeLessThan(500);
  });

  test("100 ms after a text that is neither a line nor a prompt, or when the connection ends", async () => {
    expect(await connectTo(["welcome"], 100)).toMatchObject({ code: "connect-not-qmp" });
    const peer = new ScriptedPeer();
    const error = rejection(connect({ transport: peer.open, clock: new ManualClock() }));
    await settle();
    peer.write("Access denied");
    peer.disconnect();
    expect(await error).toHaveProperty("message", expect.stringContaining("Access denied"));
  });

  test("names it for every division of its text", async () => {
    const lines = banners.filter(([, text]) => /^[!-z]+ ?[^\n]*\r?\n$/.test(text) && !text.startsWith("{"));
    expect(lines.length).toBeGreaterThan(3);
    const chunked = fc.record({ banner: fc.constantFrom(...lines), at: fc.nat(20) });
    await fc.assert(
      fc.asyncProperty(chunked, async ({ banner: [, text, line], at }) => {
        const error = await connectTo([text.slice(0, at), ...text.slice(at).split(/(?<=.)/)]);
        expect(error).toHaveProperty("message", expect.stringContaining(line));
      }),
    );
  });

  test("waits for the timeout if it only sends objects that are not JSON", async () => {
    const error = await connectTo(["{welcome}\r\n"], 60_000);
    expect(error).toMatchObject({ code: "connect-not-qmp" });
    expect(error).toHaveProperty("message", expect.stringContaining("{welcome}"));
  });
});

describe("connect ignores in front of the greeting", () => {
  test.each([
    ["blank lines", "\r\n\n \t\r\n"],
    ["the byte 0xFF", "\u00ff\ufffd"],
    ["the negotiation of telnet", "\ufffd\ufffd\u0001\ufffd\ufffd\u0003\ufffd\ufffd\u0000\ufffd\ufffd\u0000"],
    ["a byte order mark", "\ufeff"],
    ["an event", '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}\r\n'],
    ["a message that the byte 0xFF cuts off", '{"return": {"half\u00ff'],
  ])("%s, in any chunks", async (_name, noise) => {
    const text = noise + greeting;
    for (let at = 0; at <= noise.length; at++) {
      const peer = new ScriptedPeer();
      const clock = new ManualClock();
      const connecting = connect({ transport: peer.open, clock, onProblem: () => undefined });
      await settle();
      peer.write(text.slice(0, at));
      peer.write(text.slice(at));
      await settle();
      peer.reply("qmp_capabilities");
      const session = await connecting;
      expect(session.greeting.version).toMatchObject({ major: 7 });
    }
  });
});

describe("a server that echoes no ids is named", () => {
  test.each([{}, { id: null }])("is named during negotiation: %j", async (id) => {
    const error = await connectTo([greeting, `${JSON.stringify({ return: {}, ...id })}\r\n`]);
    expect(error).toBeInstanceOf(NegotiationError);
    expect(error).toHaveProperty("message", expect.stringContaining("does not echo ids"));
  });

  test.each([{}, { id: null }])("is named if it answers a call without an id: %j", async (id) => {
    const { session, peer, clock, problems } = await connected();
    const calls = [rejection(session.call("a")), rejection(session.call("b"))];
    await settle();
    peer.write({ return: {}, ...id });
    clock.advance(100);
    for (const error of await Promise.all(calls)) {
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error).toHaveProperty("message", expect.stringContaining("does not echo ids"));
    }
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
    expect(problems).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test("but not a server whose stray reply is followed by one with an id", async () => {
    const { session, peer, clock } = await connected();
    const call = session.call("a");
    await settle();
    peer.write({ return: {} });
    clock.advance(99);
    peer.reply("a", 1);
    expect(await call).toBe(1);
    clock.advance(1_000);
    expect(session.state).toBe("connected");
  });
});
