import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { DescriptorError } from "../../../runtime/index.js";
import { UnixTransport } from "../../../runtime/node/unix-transport.js";
import { rejection } from "../support/scripted-peer.js";
import { openFile, openDescriptors, rawPair, type RawPair } from "./support.js";

/** Longer than any wait takes. */

/** Rounded up to the smallest buffer that Linux allows. */
const smallBuffer = 1;

let file = "";
let fd = -1;

beforeEach(() => {
  const opened = openFile();
  ({ file, fd } = opened);
  return () => {
    opened.close();
  };
});

interface OpenPair extends RawPair {
  readonly transport: UnixTransport;
  /** Resolves when the transport has ended. */
  readonly closed: Promise<Error | undefined>;
}

async function open(bufferSize?: number): Promise<OpenPair> {
  const pair = rawPair(bufferSize);
  let closed: (reason?: Error) => void = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => (closed = resolve));
  const transport = new UnixTransport(pair.socket, { data: () => undefined, closed });
  await transport.readyDescriptors();
  return { ...pair, transport, closed: ended };
}

function line(letter: string, length: number): string {
  return letter.repeat(length - 1) + "\n";
}

describe("a message with descriptors", () => {
  test("waits while the buffer is full, and later messages wait for it", async () => {
    using pair = await open();
    const filler = pair.fill();
    const sent = [
      pair.transport.send("one", [fd, fd]),
      pair.transport.send("two"),
      pair.transport.send("three", [fd]),
    ];
    await sleep(30);
    expect(openDescriptors(file)).toBe(4);
    await pair.peer.readUntil(filler.length);
    await pair.peer.readUntil(filler.length + 11, 1);
    await Promise.all(sent);
    expect(pair.peer.text).toBe(`${filler}onetwothree`);
    const offsets = pair.peer.descriptors.map(({ at }) => at - filler.length);
    expect(offsets).toEqual([0, 0, 6]);
    expect(openDescriptors(file)).toBe(4);
  });

  test("is sent after texts that have not left Node yet", async () => {
    using pair = await open(smallBuffer);
    const texts = [line("a", 100_000), line("b", 50_000), line("c", 10)];
    const sent = texts.map((text, at) => pair.transport.send(text, at === 1 ? [fd] : undefined));
    await pair.peer.readUntil(150_010, 1);
    await Promise.all(sent);
    expect(pair.peer.text).toBe(texts.join(""));
    expect(pair.peer.descriptors).toMatchObject([{ at: 100_000 }]);
  });

  test("arrives complete if sent in parts, with its descriptors at its first byte", async () => {
    using pair = await open(smallBuffer);
    const texts = Array.from("abcdefgh").map((letter, index) => line(letter, 1 + index * 9_001));
    const sent = texts.map((text, at) =>
      pair.transport.send(text, at % 3 === 2 ? undefined : Array(at + 1).fill(fd)),
    );
    await pair.peer.readUntil(texts.join("").length, 1);
    await Promise.all(sent);
    expect(pair.peer.text).toBe(texts.join(""));
    let start = 0;
    const expected = texts.flatMap((text, at) => {
      start += text.length;
      return at % 3 === 2 ? [] : Array<object>(at + 1).fill({ at: start - text.length });
    });
    expect(pair.peer.descriptors).toMatchObject(expected);
  });

  test("keeps its order, whenever the next text is sent", async () => {
    using pair = await open();
    const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
    const sent = [pair.transport.send("[", [fd]), pair.transport.send("]")];
    // One text in each microtask while the first ones are sent.
    for (const letter of letters) {
      await Promise.resolve();
      sent.push(pair.transport.send(letter));
    }
    await Promise.all(sent);
    pair.peer.read();
    pair.peer.read();
    expect(pair.peer.text).toBe(`[]${letters.join("")}`);
  });

  test("can have an empty list of descriptors", async () => {
    using pair = await open();
    await pair.transport.send("none", []);
    pair.peer.read();
    expect(pair.peer).toMatchObject({ text: "none", descriptors: [] });
  });
});

describe("descriptors that cannot be sent", () => {
  const failure = { name: "DescriptorError", code: "descriptors-impossible" };

  test.each([
    ["one that is not open", () => [fd, 987_654, fd], "EBADF"],
    ["too many", () => Array<number>(254).fill(fd), "EINVAL"],
  ])("%s: nothing is sent, and the next message is sent", async (_what, fds, reason) => {
    using pair = await open();
    expect(await rejection(pair.transport.send("lost", fds()))).toMatchObject({
      ...failure,
      message: expect.stringContaining(reason) as string,
    });
    await pair.transport.send("next", [fd]);
    pair.peer.read();
    expect(pair.peer.text).toBe("next");
    expect(pair.peer.descriptors).toHaveLength(1);
  });
});

describe("descriptors of a waiting message", () => {
  /** Messages with and without descriptors, while the buffer is full. */
  async function waiting(): Promise<OpenPair> {
    const pair = await open();
    pair.fill();
    for (const fds of [[fd, fd], undefined, [fd]]) {
      pair.transport.send("waits", fds).catch((error: unknown) => {
        // The connection failed, not the descriptors.
        expect(error).not.toBeInstanceOf(DescriptorError);
      });
    }
    await sleep(10);
    expect(openDescriptors(file)).toBe(4);
    return pair;
  }

  async function expectReleased(pair: OpenPair): Promise<void> {
    await pair.closed;
    await expect.poll(() => openDescriptors(file)).toBe(1);
    while (pair.peer.read());
    expect(pair.peer.text.trim()).toBe("");
    expect(pair.peer.descriptors).toEqual([]);
  }

  test("are released when the peer disconnects", async () => {
    using pair = await waiting();
    pair.peer.end();
    await expectReleased(pair);
  });

  test("are released when the connection is closed and the peer does not read", async () => {
    using pair = await waiting();
    pair.transport.close();
    await expectReleased(pair);
  });

  test("are released when the socket is destroyed", async () => {
    using pair = await waiting();
    pair.socket.destroy();
    await expectReleased(pair);
  });

  test("are not reported as unsent if they were sent in part", async () => {
    using pair = await open(smallBuffer);
    const outcomes: unknown[] = [];
    pair.transport.send(line("a", 100_000), [fd]).then(
      () => outcomes.push("sent"),
      (error: unknown) => outcomes.push(error),
    );
    await pair.peer.readUntil(5_000, 1000);
    expect(pair.peer.descriptors).toHaveLength(1);
    pair.peer.end();
    await pair.closed;
    await sleep(20);
    expect(outcomes).toEqual([]);
  });

  test("are sent when the connection is closed and the peer reads", async () => {
    using pair = await waiting();
    pair.transport.close();
    await pair.peer.readText("waitswaitswaits");
    expect(await pair.closed).toBeUndefined();
    expect(pair.peer.descriptors).toHaveLength(3);
  });
});
