import { expect, test } from "vitest";
import type { Transport, TransportSink } from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server } from "../../../runtime/server/index.js";
import { settle } from "../support/settle.js";
import { connectTo } from "../support/served.js";

const fail = (): never => {
  throw new Error("broken");
};

interface Fixture {
  readonly server: Server;
  readonly problems: string[];
  readonly texts: string[];
  readonly sink: () => TransportSink;
}

/** Serves a transport that records what is sent, apart from the given methods. */
function serve(methods: Partial<Transport>, queueLimit = 1000): Fixture {
  const problems: string[] = [];
  const texts: string[] = [];
  const server = createServer(
    anyProtocol,
    { ping: () => "pong" },
    {
      queueLimit,
      messageLimit: 2000,
      onProblem: (problem) => problems.push(`${problem.code}: ${problem.message}`),
    },
  );
  let opened: TransportSink | undefined;
  const transport: Transport = {
    send: async (text) => {
      texts.push(text);
    },
    close: () => opened?.closed(),
    ...methods,
  };
  server.serve((sink) => {
    opened = sink;
    return Promise.resolve(transport);
  });
  return { server, problems, texts, sink: () => opened ?? fail() };
}

const negotiation = '{"execute":"qmp_capabilities"}';
const request = '{"execute":"ping"}';

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await settle();
}

test.each<[string, Partial<Transport>]>([
  ["send", { send: fail }],
  ["send, later", { send: () => Promise.reject(new Error("broken")) }],
  ["close", { close: fail }],
  ["pause and resume", { pause: fail, resume: fail }],
  ["everything", { send: fail, close: fail, pause: fail, resume: fail }],
])(
  "a transport whose method throws does not affect other clients or end the process: %s",
  async (_name, methods) => {
    const { server, sink } = serve(methods);
    await using session = await connectTo(server);
    await turn();
    sink().data(negotiation + request.repeat(100));
    await turn();
    for (let count = 0; count < 20; count++) {
      server.raise("TICK", { text: "x".repeat(100) });
      await turn();
    }
    expect(await session.call("ping")).toBe("pong");
    await server.close();
  },
);

test("a transport that cannot pause is closed when more than the limit waits", async () => {
  const { server, problems, sink } = serve({ send: () => new Promise(() => undefined) }, 100);
  await turn();
  sink().data(negotiation);
  for (let count = 0; count < 300; count++) sink().data(request);
  await turn();
  expect(problems).toEqual([
    "protocol-violation: client 1: more than 2000 bytes of requests wait, and its transport cannot pause; its connection is closed",
  ]);
  await server.close();
});

test("text that a transport decodes is read as its UTF-8", async () => {
  const { server, texts, sink } = serve({});
  await turn();
  sink().data(`${negotiation}{"execute":"ping","id":"\u00ff\ufffd\u{1f600}"}${request}`);
  await turn();
  expect(texts.join("")).toContain(
    '{"return":"pong","id":"\\u00ff\\ufffd\\ud83d\\ude00"}\r\n{"return":"pong"}',
  );
  await server.close();
});

test("a request that arrives before its transport is open is answered", async () => {
  const server = createServer(anyProtocol, { ping: () => "pong" });
  let text = "";
  let paused = 0;
  server.serve(async (sink) => {
    sink.data(negotiation + request.repeat(3));
    await turn();
    return {
      send: async (sent) => {
        text += sent;
      },
      close: () => {
        sink.closed();
      },
      pause: () => {
        paused++;
      },
      resume: () => {
        paused--;
      },
    };
  });
  await turn();
  await turn();
  expect(text.match(/pong/g)).toHaveLength(3);
  expect(paused).toBe(0);
  await server.close();
});
