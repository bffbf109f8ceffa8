import { connect, connectAgent, type Transport, type TransportSink } from "../../runtime/index.js";
import { anyProtocol, createServer } from "../../runtime/server/index.js";

/** Prepares the receiver of about `size` bytes of a kind of input, and returns the function that delivers them. */
export type InputKind = (size: number) => Promise<() => Promise<void> | void>;

/** A peer that delivers text to a session or a server, and answers each request of a session. */
class Feed implements Transport {
  readonly #answer: (request: string, feed: Feed) => void;
  #sink: TransportSink | undefined;

  constructor(answer: (request: string, feed: Feed) => void) {
    this.#answer = answer;
  }

  readonly open = (sink: TransportSink): Promise<Transport> => {
    this.#sink = sink;
    return Promise.resolve(this);
  };

  send(text: string): Promise<void> {
    this.#answer(text, this);
    return Promise.resolve();
  }

  close(): void {
    this.#sink?.closed();
  }

  /** Delivers text in chunks of the size that a socket delivers. */
  deliver(text: string): void {
    for (let at = 0; at < text.length; at += chunkSize) this.chunk(text.slice(at, at + chunkSize));
  }

  chunk(text: string): void {
    const sink = this.#sink;
    if (sink?.bytes) sink.bytes(Buffer.from(text, "latin1"));
    else sink?.data(text);
  }
}

const chunkSize = 65_536;
const greeting =
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}\r\n';
const ignore = (): void => undefined;
const idsOf = (requests: string): string[] =>
  [...requests.matchAll(/"id": ?([^,}]+)/g)].map(([, id]) => id ?? "");

/** A session whose calls of `x` receive a message. */
async function sessionWith(message: (id: string) => string) {
  const feed = new Feed((request, peer) => {
    const isCall = request.includes('"x"');
    queueMicrotask(() => {
      const reply = isCall ? message : (id: string): string => `{"return": {}, "id": ${id}}\r\n`;
      peer.deliver(idsOf(request).map(reply).join(""));
    });
  });
  const session = connect({ transport: feed.open, onProblem: () => undefined });
  setImmediate(() => {
    feed.chunk(greeting);
  });
  return { feed, session: await session };
}

/** One reply or error of this size. */
function oneMessage(message: (id: string, size: number) => string): InputKind {
  return async (size) => {
    const { session } = await sessionWith((id) => message(id, size));
    return async () => {
      await session.call("x").catch(() => undefined);
      await session.close();
    };
  };
}

/** A session that receives lines again and again. */
function lines(block: string, listen = false): InputKind {
  return async (size) => {
    const { feed, session } = await sessionWith(() => "");
    if (listen) session.subscribe({ names: ["HEARD"], deliver: ignore, gap: ignore, ended: ignore });
    const text = block.repeat(Math.ceil(chunkSize / block.length));
    // A session delivers events when the caller of connect has it.
    await new Promise(setImmediate);
    return async () => {
      for (let sent = 0; sent < size; sent += text.length) {
        feed.chunk(text);
        await new Promise(setImmediate);
      }
      await session.close();
    };
  };
}

const event = (name: string, data: string): string =>
  `{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "${name}", "data": ${data}}\r\n`;

/** Calls with many in flight, each of which receives a reply. */
const calls: InputKind = async (size) => {
  const reply = (id: string): string => `{"return": {"running": true, "status": "running"}, "id": ${id}}\r\n`;
  const { session } = await sessionWith(reply);
  const count = size / reply("10").length;
  return async () => {
    for (let sent = 0; sent < count; sent += 64)
      await Promise.all(Array.from({ length: 64 }, () => session.call("x")));
    await session.close();
  };
};

/** A server that receives requests again and again. */
function requests(text: (size: number) => string, repeat = false): InputKind {
  return async (size) => {
    const server = createServer(anyProtocol, { x: () => ({}) }, { onProblem: () => undefined });
    const feed = new Feed(() => undefined);
    server.serve(feed.open);
    await new Promise(setImmediate);
    feed.chunk('{"execute":"qmp_capabilities"}');
    await new Promise(setImmediate);
    const whole = text(repeat ? chunkSize : size);
    return async () => {
      for (let sent = 0; sent < size; sent += whole.length) {
        feed.deliver(whole);
        await new Promise(setImmediate);
      }
      await server.close();
    };
  };
}

const repeated = (text: string) => (size: number) => text.repeat(Math.ceil(size / text.length));

/** The kinds of messages that a session, an agent's session and a server receive. */
export const inputKinds: Readonly<Record<string, InputKind>> = {
  "many replies": calls,
  "a long reply": oneMessage((id, size) => `{"return": "${"x".repeat(size)}", "id": ${id}}\r\n`),
  "a reply with many values": oneMessage(
    (id, size) => `{"return": [${'{"a": 1, "b": "c"}, '.repeat(size / 20)}{}], "id": ${id}}\r\n`,
  ),
  "a reply with exact integers": oneMessage(
    (id, size) => `{"return": [${"12345678901234567890, ".repeat(size / 22)}0], "id": ${id}}\r\n`,
  ),
  "a long error": oneMessage(
    (id, size) => `{"error": {"class": "GenericError", "desc": "${"x".repeat(size)}"}, "id": ${id}}\r\n`,
  ),
  "events with a listener": lines(event("HEARD", '{"id": "a"}'), true),
  "events without a listener": lines(event("UNHEARD", '{"id": "a"}')),
  "long events with a listener": lines(event("HEARD", `{"id": "${"x".repeat(20_000)}"}`), true),
  "stray lines between events": lines(`{noise}\n${event("UNHEARD", "{}")}`),
  "an agent's long reply": async (size) => {
    const feed = new Feed((request, peer) => {
      const sync = /"guest-sync-delimited".*?"id": ?(\d+)/.exec(request)?.[1];
      queueMicrotask(() => {
        if (sync !== undefined) peer.chunk(`\u00ff{"return": ${sync}}\n`);
        else if (request.includes('"x"')) peer.deliver(`{"return": "${"x".repeat(size)}"}\n`);
      });
    });
    const session = await connectAgent({ transport: feed.open, onProblem: () => undefined });
    return async () => {
      await session.call("x");
      await session.close();
    };
  },
  "a server's requests": requests(repeated('{"execute":"x","id":1}\n'), true),
  "a server's long request": requests((size) => `{"execute":"x","arguments":{"a":"${"x".repeat(size)}"}}\n`),
  "a server's request with many values": requests(
    (size) => `{"execute":"x","arguments":{"a":[${'{"a": 1}, '.repeat(size / 10)}{}]}}\n`,
  ),
  "a server's malformed requests": requests(repeated("}x\n"), true),
};
