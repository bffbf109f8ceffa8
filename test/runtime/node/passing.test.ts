import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { connect, type Session } from "../../../runtime/index.js";
import { UnixTransport } from "../../../runtime/node/unix.js";
import { greeting, rejection, type Sent } from "../support/scripted-peer.js";
import { fileToPass, openOf, rawPair, type RawPair, type RawPeer } from "./support.js";

/** Far more than is needed: what is awaited comes, or the test fails. */
const patience = { timeout: 20_000 };

let file = "";
let fd = -1;

beforeEach(() => {
  const passed = fileToPass();
  ({ file, fd } = passed);
  return () => {
    passed.end();
  };
});

interface Connected extends RawPair {
  readonly session: Session;
}

/** A session with a peer that reads when it is told to. */
async function connected(): Promise<Connected> {
  const pair = rawPair();
  const connecting = connect({ transport: (sink) => Promise.resolve(new UnixTransport(pair.socket, sink)) });
  pair.peer.say(greeting);
  await pair.peer.takeText("qmp_capabilities");
  answer(pair.peer, "qmp_capabilities");
  return { ...pair, session: await connecting };
}

function requests({ text }: RawPeer): readonly Sent[] {
  const lines = text.split(/(?<=\})\s*(?=\{"e)/).filter((line) => line.trim() !== "");
  return lines.map((line) => JSON.parse(line) as Sent);
}

function answer(peer: RawPeer, command: string): void {
  for (const { execute, id } of requests(peer)) {
    if (execute === command) peer.say(`${JSON.stringify({ return: {}, id })}\n`);
  }
}

test("a call that is given up before it left sends neither itself nor its descriptors", async () => {
  using way = await connected();
  const { peer, session } = way;
  // As many as may be in flight.
  const others = Array.from({ length: 8 }, () => session.call("other"));
  const giving = new AbortController();
  const aborted = rejection(session.call("aborted", {}, { fds: [fd], signal: giving.signal }));
  await sleep(10);
  giving.abort();
  expect(await aborted).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
  const late = rejection(session.call("late", {}, { fds: [fd], timeout: 10 }));
  expect(await late).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
  expect(openOf(file)).toBe(1);
  await peer.takeText('"id":8');
  answer(peer, "other");
  await Promise.all(others);
  const last = session.call("last", {}, { fds: [fd] });
  await peer.takeText("last");
  answer(peer, "last");
  await last;
  expect(peer.text).not.toMatch(/aborted|late/);
  expect(peer.taken).toHaveLength(1);
});

test("one that is given up behind another with descriptors does not go either", async () => {
  using way = await connected();
  const { peer, session } = way;
  const first = session.call("first", {}, { fds: [fd] });
  const giving = new AbortController();
  const second = rejection(session.call("second", {}, { fds: [fd], signal: giving.signal }));
  await peer.takeText("first");
  giving.abort();
  answer(peer, "first");
  await first;
  expect(await second).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
  await session.close();
  while (peer.take());
  expect(peer.text).not.toContain("second");
  expect(peer.taken).toHaveLength(1);
});

test("none follows one whose descriptors the server may not have taken, though its caller has given it up", async () => {
  using way = await connected();
  const { peer, session } = way;
  const first = rejection(session.call("first", {}, { fds: [fd], timeout: 20 }));
  const second = session.call("second", {}, { fds: [fd] });
  const impatient = rejection(session.call("impatient", {}, { fds: [fd], timeout: 20 }));
  const behind = session.call("behind");
  expect(await first).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
  expect(await impatient).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
  await peer.takeText("first");
  await sleep(20);
  while (peer.take());
  expect(requests(peer).map(({ execute }) => execute)).toEqual(["qmp_capabilities", "first"]);
  answer(peer, "first");
  await peer.takeText("behind");
  expect(
    requests(peer)
      .map(({ execute }) => execute)
      .slice(2),
  ).toEqual(["second", "behind"]);
  answer(peer, "second");
  answer(peer, "behind");
  await Promise.all([second, behind]);
  expect(peer.taken).toHaveLength(2);
});

test("those out of band overtake, one after the other", async () => {
  using way = await connected();
  const { peer, session } = way;
  // One more than may be in flight.
  const others = Array.from({ length: 9 }, () => session.call("other"));
  const names = ["urgent", "more"];
  const calls = names.map((name) => session.call(name, {}, { fds: [fd], oob: true }));
  for (const [index, name] of names.entries()) {
    await peer.takeText(name);
    expect(peer.taken).toHaveLength(index + 1);
    const request = requests(peer).find((one) => one["exec-oob"] === name);
    peer.say(`${JSON.stringify({ return: {}, id: request?.id })}\n`);
    await calls[index];
  }
  expect(peer.text.match(/other/g)).toHaveLength(8);
  answer(peer, "other");
  await Promise.all(others.slice(0, 8));
  await expect.poll(() => peer.take() || peer.text.match(/other/g)?.length, patience).toBe(9);
  peer.say(`${JSON.stringify({ return: {}, id: requests(peer).at(-1)?.id })}\n`);
  await others[8];
});

test("one that is given up on its way arrives whole, though the caller has closed its descriptors", async () => {
  using way = await connected();
  const { peer, session } = way;
  const filler = way.fill();
  const mine = openSync(file, "r");
  const late = rejection(session.call("late", {}, { fds: [mine], timeout: 20 }));
  expect(await late).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
  closeSync(mine);
  const next = session.call("next");
  await peer.takeText("next");
  expect(peer.text).toContain(filler);
  expect(peer.text.match(/late/g)).toHaveLength(1);
  expect(peer.taken).toHaveLength(1);
  // Its answer is nobody's, and disturbs nobody.
  answer(peer, "late");
  answer(peer, "next");
  expect(await next).toEqual({});
});

test("when the server dies, what waits for room is told by the end of the session", async () => {
  using way = await connected();
  way.fill();
  const waiting = ["one", "two"].map((name) => rejection(way.session.call(name, {}, { fds: [fd] })));
  const plain = rejection(way.session.call("plain"));
  await sleep(10);
  way.peer.end();
  expect(await waiting[0]).toMatchObject({ code: "outcome-unknown", command: "one" });
  expect(await waiting[1]).toMatchObject({ command: "two", serverMayHaveActed: false });
  expect(await plain).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
  expect((await way.session.closed).error).toMatchObject({ code: "disconnected" });
  await expect.poll(() => openOf(file), patience).toBe(1);
});

test("a session whose server reads no more can be closed nevertheless", async () => {
  using way = await connected();
  way.fill();
  const waiting = rejection(way.session.call("waits", {}, { fds: [fd] }));
  await sleep(10);
  await way.session.close();
  expect(await waiting).toMatchObject({ command: "waits" });
  await expect.poll(() => openOf(file), patience).toBe(1);
});
