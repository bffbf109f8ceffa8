import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { connect, type Session } from "../../../runtime/index.js";
import { UnixTransport } from "../../../runtime/node/unix-transport.js";
import { greeting, rejection, type Sent } from "../support/scripted-peer.js";
import { openFile, openDescriptors, rawPair, type RawPair, type RawPeer } from "./support.js";

/** Longer than any wait takes. */

let file = "";
let fd = -1;

beforeEach(() => {
  const opened = openFile();
  ({ file, fd } = opened);
  return () => {
    opened.close();
  };
});

interface Connected extends RawPair {
  readonly session: Session;
}

/** A session with a raw peer. */
async function connected(): Promise<Connected> {
  const pair = rawPair();
  const connecting = connect({ transport: (sink) => Promise.resolve(new UnixTransport(pair.socket, sink)) });
  pair.peer.write(greeting);
  await pair.peer.readText("qmp_capabilities");
  answer(pair.peer, "qmp_capabilities");
  return { ...pair, session: await connecting };
}

function requests({ text }: RawPeer): readonly Sent[] {
  const lines = text.split(/(?<=\})\s*(?=\{"e)/).filter((line) => line.trim() !== "");
  return lines.map((line) => JSON.parse(line) as Sent);
}

function answer(peer: RawPeer, command: string): void {
  for (const { execute, id } of requests(peer)) {
    if (execute === command) peer.write(`${JSON.stringify({ return: {}, id })}\n`);
  }
}

test("a call that is cancelled before it is sent sends no descriptors", async () => {
  using pair = await connected();
  const { peer, session } = pair;
  // The in-flight limit.
  const others = Array.from({ length: 8 }, () => session.call("other"));
  const controller = new AbortController();
  const aborted = rejection(session.call("aborted", {}, { fds: [fd], signal: controller.signal }));
  await sleep(10);
  controller.abort();
  expect(await aborted).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
  const late = rejection(session.call("late", {}, { fds: [fd], timeout: 10 }));
  expect(await late).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
  expect(openDescriptors(file)).toBe(1);
  await peer.readText('"id":8');
  answer(peer, "other");
  await Promise.all(others);
  const last = session.call("last", {}, { fds: [fd] });
  await peer.readText("last");
  answer(peer, "last");
  await last;
  expect(peer.text).not.toMatch(/aborted|late/);
  expect(peer.descriptors).toHaveLength(1);
});

test("a call that is cancelled while it waits for one with descriptors is not sent", async () => {
  using pair = await connected();
  const { peer, session } = pair;
  const first = session.call("first", {}, { fds: [fd] });
  const controller = new AbortController();
  const second = rejection(session.call("second", {}, { fds: [fd], signal: controller.signal }));
  await peer.readText("first");
  controller.abort();
  answer(peer, "first");
  await first;
  expect(await second).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
  await session.close();
  while (peer.read());
  expect(peer.text).not.toContain("second");
  expect(peer.descriptors).toHaveLength(1);
});

test("no call follows a cancelled one whose descriptors the server may not have read", async () => {
  using pair = await connected();
  const { peer, session } = pair;
  const first = rejection(session.call("first", {}, { fds: [fd], timeout: 20 }));
  const second = session.call("second", {}, { fds: [fd] });
  const cancelled = rejection(session.call("cancelled", {}, { fds: [fd], timeout: 20 }));
  const behind = session.call("behind");
  expect(await first).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
  expect(await cancelled).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
  await peer.readText("first");
  await sleep(20);
  while (peer.read());
  expect(requests(peer).map(({ execute }) => execute)).toEqual(["qmp_capabilities", "first"]);
  answer(peer, "first");
  await peer.readText("behind");
  expect(
    requests(peer)
      .map(({ execute }) => execute)
      .slice(2),
  ).toEqual(["second", "behind"]);
  answer(peer, "second");
  answer(peer, "behind");
  await Promise.all([second, behind]);
  expect(peer.descriptors).toHaveLength(2);
});

test("out-of-band calls with descriptors are sent first, one after the other", async () => {
  using pair = await connected();
  const { peer, session } = pair;
  // One more than the in-flight limit.
  const others = Array.from({ length: 9 }, () => session.call("other"));
  const names = ["urgent", "more"];
  const calls = names.map((name) => session.call(name, {}, { fds: [fd], oob: true }));
  for (const [index, name] of names.entries()) {
    await peer.readText(name);
    expect(peer.descriptors).toHaveLength(index + 1);
    const request = requests(peer).find((request) => request["exec-oob"] === name);
    peer.write(`${JSON.stringify({ return: {}, id: request?.id })}\n`);
    await calls[index];
  }
  expect(peer.text.match(/other/g)).toHaveLength(8);
  answer(peer, "other");
  await Promise.all(others.slice(0, 8));
  await expect.poll(() => peer.read() || peer.text.match(/other/g)?.length).toBe(9);
  peer.write(`${JSON.stringify({ return: {}, id: requests(peer).at(-1)?.id })}\n`);
  await others[8];
});

test("a call that is cancelled while it is sent arrives complete, although its descriptors are closed", async () => {
  using pair = await connected();
  const { peer, session } = pair;
  const filler = pair.fill();
  const own = openSync(file, "r");
  const late = rejection(session.call("late", {}, { fds: [own], timeout: 20 }));
  expect(await late).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
  closeSync(own);
  const next = session.call("next");
  await peer.readText("next");
  expect(peer.text).toContain(filler);
  expect(peer.text.match(/late/g)).toHaveLength(1);
  expect(peer.descriptors).toHaveLength(1);
  // The late reply is discarded.
  answer(peer, "late");
  answer(peer, "next");
  expect(await next).toEqual({});
});

test("calls that wait for the socket's buffer fail when the server disconnects", async () => {
  using pair = await connected();
  pair.fill();
  const waiting = ["one", "two"].map((name) => rejection(pair.session.call(name, {}, { fds: [fd] })));
  const plain = rejection(pair.session.call("plain"));
  await sleep(10);
  pair.peer.end();
  expect(await waiting[0]).toMatchObject({ code: "outcome-unknown", command: "one" });
  expect(await waiting[1]).toMatchObject({ command: "two", serverMayHaveActed: false });
  expect(await plain).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
  expect((await pair.session.closed).error).toMatchObject({ code: "disconnected" });
  await expect.poll(() => openDescriptors(file)).toBe(1);
});

test("a session can be closed although the server does not read", async () => {
  using pair = await connected();
  pair.fill();
  const waiting = rejection(pair.session.call("waits", {}, { fds: [fd] }));
  await sleep(10);
  await pair.session.close();
  expect(await waiting).toMatchObject({ command: "waits" });
  await expect.poll(() => openDescriptors(file)).toBe(1);
});
