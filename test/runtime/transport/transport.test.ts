import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { TransportOpener, TransportSink } from "../../../runtime/index.js";
import { pairOpener } from "../../../runtime/node/stream-transport.js";
import { memoryPair } from "../../../runtime/testing/index.js";

/** A transport, and a function that makes it receive bytes. */
type Fixture = () => Promise<{ opener: TransportOpener; receive: (bytes: Uint8Array) => void }>;

/** The transports that a server can be given; those of the web are opened by sessions only. */
const fixtures: Readonly<Record<string, Fixture>> = {
  "of two streams of Node": async () => {
    const input = new PassThrough();
    return { opener: pairOpener(input, new PassThrough()), receive: (bytes) => input.write(bytes) };
  },
  "within the program": async () => {
    const [one, other] = memoryPair();
    const transport = await other(
      { data: () => undefined, closed: () => undefined },
      new AbortController().signal,
    );
    return { opener: one, receive: (bytes) => void transport.send(String.fromCharCode(...bytes)) };
  },
};

const sent = Uint8Array.of(0x61, 0xff, 0xe9, 0xc3, 0xa9, 0xef, 0xbb, 0xbf);

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test.each(Object.entries(fixtures))(
  "a transport %s does not decode for a sink that takes bytes",
  async (_name, create) => {
    const received: number[] = [];
    const texts: string[] = [];
    const sink: TransportSink = {
      data: (text) => texts.push(text),
      bytes: (chunk) => received.push(...chunk),
      closed: () => undefined,
    };
    const { opener, receive } = await create();
    await opener(sink, new AbortController().signal);
    receive(sent);
    await settled();
    expect(received).toEqual([...sent]);
    expect(texts).toEqual([]);
  },
);
