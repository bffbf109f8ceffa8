import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { DescriptorError } from "../../../runtime/index.js";
import { UnixTransport } from "../../../runtime/node/unix.js";
import { rejection } from "../support/scripted-peer.js";
import { fileToPass, openOf, rawPair, type RawPair } from "./support.js";

/** Far more than is needed: what is awaited comes, or the test fails. */
const patience = { timeout: 20_000 };

/** The least room that Linux gives a socket. */
const tiny = 1;

let file = "";
let fd = -1;

beforeEach(() => {
  const passed = fileToPass();
  ({ file, fd } = passed);
  return () => {
    passed.end();
  };
});

interface Ours extends RawPair {
  readonly transport: UnixTransport;
  /** Fulfilled when the transport has told its end. */
  readonly closed: Promise<Error | undefined>;
}

async function open(room?: number): Promise<Ours> {
  const pair = rawPair(room);
  let closed: (reason?: Error) => void = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => (closed = resolve));
  const transport = new UnixTransport(pair.socket, { data: () => undefined, closed });
  await transport.readyDescriptors();
  return { ...pair, transport, closed: ended };
}

function text(letter: string, length: number): string {
  return letter.repeat(length - 1) + "\n";
}

describe("a message with descriptors", () => {
  test("waits for room where there is not a byte, and so do those behind it", async () => {
    using way = await open();
    const filler = way.fill();
    const sent = [
      way.transport.send("one", [fd, fd]),
      way.transport.send("two"),
      way.transport.send("three", [fd]),
    ];
    await sleep(30);
    expect(openOf(file)).toBe(4);
    await way.peer.takeUntil(filler.length);
    await way.peer.takeUntil(filler.length + 11, 1);
    await Promise.all(sent);
    expect(way.peer.text).toBe(`${filler}onetwothree`);
    const places = way.peer.taken.map(({ at }) => at - filler.length);
    expect(places).toEqual([0, 0, 6]);
    expect(openOf(file)).toBe(4);
  });

  test("waits behind texts that have not left Node yet", async () => {
    using way = await open(tiny);
    const texts = [text("a", 100_000), text("b", 50_000), text("c", 10)];
    const sent = texts.map((one, at) => way.transport.send(one, at === 1 ? [fd] : undefined));
    await way.peer.takeUntil(150_010, 1);
    await Promise.all(sent);
    expect(way.peer.text).toBe(texts.join(""));
    expect(way.peer.taken).toMatchObject([{ at: 100_000 }]);
  });

  test("that leaves in pieces comes whole, once, and its descriptors with its first byte", async () => {
    using way = await open(tiny);
    const texts = Array.from("abcdefgh").map((letter, index) => text(letter, 1 + index * 9_001));
    const sent = texts.map((one, at) =>
      way.transport.send(one, at % 3 === 2 ? undefined : Array(at + 1).fill(fd)),
    );
    await way.peer.takeUntil(texts.join("").length, 1);
    await Promise.all(sent);
    expect(way.peer.text).toBe(texts.join(""));
    let start = 0;
    const expected = texts.flatMap((one, at) => {
      start += one.length;
      return at % 3 === 2 ? [] : Array<object>(at + 1).fill({ at: start - one.length });
    });
    expect(way.peer.taken).toMatchObject(expected);
  });

  test("is not overtaken, whenever the next is sent", async () => {
    using way = await open();
    const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
    const sent = [way.transport.send("[", [fd]), way.transport.send("]")];
    // One in each of the turns in which the first are on their way.
    for (const letter of letters) {
      await Promise.resolve();
      sent.push(way.transport.send(letter));
    }
    await Promise.all(sent);
    way.peer.take();
    way.peer.take();
    expect(way.peer.text).toBe(`[]${letters.join("")}`);
  });

  test("may be without any", async () => {
    using way = await open();
    await way.transport.send("none", []);
    way.peer.take();
    expect(way.peer).toMatchObject({ text: "none", taken: [] });
  });
});

describe("descriptors that cannot be passed", () => {
  const failure = { name: "DescriptorError", code: "descriptors-impossible" };

  test.each([
    ["one that is none", () => [fd, 987_654, fd], "EBADF"],
    ["too many", () => Array<number>(254).fill(fd), "EINVAL"],
  ])("%s: nothing is sent, and the next goes", async (_what, fds, reason) => {
    using way = await open();
    expect(await rejection(way.transport.send("lost", fds()))).toMatchObject({
      ...failure,
      message: expect.stringContaining(reason) as string,
    });
    await way.transport.send("next", [fd]);
    way.peer.take();
    expect(way.peer.text).toBe("next");
    expect(way.peer.taken).toHaveLength(1);
  });
});

describe("descriptors whose message waits", () => {
  /** A message with descriptors that has no room, and one behind it. */
  async function waiting(): Promise<Ours> {
    const way = await open();
    way.fill();
    for (const fds of [[fd, fd], undefined, [fd]]) {
      way.transport.send("waits", fds).catch((error: unknown) => {
        // It is not the descriptors' fault.
        expect(error).not.toBeInstanceOf(DescriptorError);
      });
    }
    await sleep(10);
    expect(openOf(file)).toBe(4);
    return way;
  }

  async function letGo(way: Ours): Promise<void> {
    await way.closed;
    await expect.poll(() => openOf(file), patience).toBe(1);
    while (way.peer.take());
    expect(way.peer.text.trim()).toBe("");
    expect(way.peer.taken).toEqual([]);
  }

  test("are let go of when the peer dies", async () => {
    using way = await waiting();
    way.peer.end();
    await letGo(way);
  });

  test("are let go of when we end the connection, and the peer reads no more", async () => {
    using way = await waiting();
    way.transport.close();
    await letGo(way);
  });

  test("are let go of when the socket is destroyed", async () => {
    using way = await waiting();
    way.socket.destroy();
    await letGo(way);
  });

  test("and of which a part has left, are not said to be there still", async () => {
    using way = await open(tiny);
    const told: unknown[] = [];
    way.transport.send(text("a", 100_000), [fd]).then(
      () => told.push("sent"),
      (error: unknown) => told.push(error),
    );
    await way.peer.takeUntil(5_000, 1000);
    expect(way.peer.taken).toHaveLength(1);
    way.peer.end();
    await way.closed;
    await sleep(20);
    expect(told).toEqual([]);
  });

  test("still go when we end the connection, and the peer reads on", async () => {
    using way = await waiting();
    way.transport.close();
    await way.peer.takeText("waitswaitswaits");
    expect(await way.closed).toBeUndefined();
    expect(way.peer.taken).toHaveLength(3);
  });
});
