import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { TransportOpener, TransportSink } from "../../../runtime/index.js";
import { pairOpener } from "../../../runtime/node/stream-transport.js";
import { memoryPair } from "../../../runtime/testing/index.js";
import { webSocketOpener, type WebSocketLike } from "../../../runtime/transport/web-socket.js";
import { webStreamsOpener } from "../../../runtime/transport/web-streams.js";

/** A transport, and a function that makes it receive bytes. */
type Fixture = () => Promise<{ opener: TransportOpener; receive: (bytes: Uint8Array) => void }>;

const fixtures: Readonly<Record<string, Fixture>> = {
  "of two streams of Node": async () => {
    const input = new PassThrough();
    return { opener: pairOpener(input, new PassThrough()), receive: (bytes) => input.write(bytes) };
  },
  "of Web Streams": async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const opener = webStreamsOpener({ readable, writable: new WritableStream() });
    return { opener, receive: (bytes) => void writer.write(bytes) };
  },
  "of a WebSocket": async () => {
    const listeners = new Map<string, (event: object) => void>();
    const webSocket: WebSocketLike = {
      binaryType: "",
      readyState: 1,
      send: () => undefined,
      close: () => undefined,
      addEventListener: (type, listener) => listeners.set(type, listener),
    };
    const receive = (bytes: Uint8Array): void => {
      listeners.get("message")?.({ data: Uint8Array.from(bytes).buffer });
    };
    return { opener: webSocketOpener({ webSocket }), receive };
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
