import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { qga } from "../../../generated/qga/index.js";
import * as validators from "../../../generated/qmp/validators.js";
import { guestExecAndWait, guestReadFile, guestWriteFile } from "../../../runtime/codegen.js";
import {
  completeCommand,
  connect,
  connectAccessor,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  createEventHub,
  onceSignal,
  QapiError,
  signalEvents,
  type AnyProtocol,
  type ProtocolDescriptor,
  watchEvents,
  type Session,
  type TransportOpener,
} from "../../../runtime/index.js";
import { acceptSessions, launch } from "../../../runtime/node/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const noPrimitive = '{"toString": 1, "valueOf": 1, "__proto__": {"then": 1}}';

/** Values that a hostile server returns. */
const values: readonly string[] = [
  nested(1000),
  noPrimitive,
  `[${noPrimitive}]`,
  `{"name": ${noPrimitive}, "tag": ${noPrimitive}, "status": ${noPrimitive}}`,
  `{"pid": ${noPrimitive}}`,
  '{"pid": 1, "exited": true, "out-data": "not base64!", "exitcode": {}}',
  `{"pid": 1, "exited": true, "out-data": ${nested(1000)}, "err-data": ${noPrimitive}}`,
  '{"buf-b64": "%%%", "count": 1, "eof": false}',
  `{"buf-b64": ${nested(1000)}, "count": ${noPrimitive}, "eof": true}`,
  '{"count": 1e308}',
  '{"count": 18446744073709551615}',
  '[{"name": 1, "meta-type": "object", "members": 5, "variants": {"a": 1}, "element-type": []}]',
  `[{"meta-type": "command", "name": "x", "arg-type": ${nested(900)}}]`,
  '{"supported_commands": [null, {"name": {}, "enabled": true}]}',
  "null",
  "1e308",
  '"\\u0000\\ud800"',
  "123456789012345678901234567890",
  "true",
  '""',
];

/** Whole messages; ID is the id of the request. */
const messages: readonly string[] = [
  ...values.map((value) => `{"return": ${value}, "id": ID}`),
  '{"return": {}}',
  '{"error": {}, "id": ID}',
  `{"error": {"class": ${noPrimitive}, "desc": ${nested(900)}}, "id": ID}`,
  '{"error": {"class": "CommandNotFound", "desc": ""}, "id": ID}',
  '{"error": [], "id": ID}',
  `{"id": ID, "return": ${nested(50_000)}}`,
  `{"return": "${"x".repeat(20_000)}", "id": ID}`,
  "nonsense",
  "{",
  "\u00ff",
  '{"QMP": {"version": [], "capabilities": {}}}',
  '{"event": "E", "data": 1, "tag": {}}\r\n{"return": "t1", "id": ID}\r\n{"event": "E", "tag": "t1", "data": null}',
  `{"event": "JOB_STATUS_CHANGE", "data": {"id": "j", "status": ${noPrimitive}}}\r\n{"return": {}, "id": ID}`,
  `{"event": "JOB_STATUS_CHANGE", "data": {"id": "j", "status": "concluded"}}\r\n{"return": [{"id": "j", "error": ${noPrimitive}}], "id": ID}`,
  "END",
];

/** Answers the handshake as a server does, and every other request with a message. */
function hostile(message: string): TransportOpener {
  return (sink) => {
    const answer = (request: { execute?: string; id?: number; arguments?: { id?: number } }): void => {
      const { execute, id = -1 } = request;
      if (execute === "qmp_capabilities") sink.data(`{"return": {}, "id": ${id}}\r\n`);
      else if (execute === "guest-sync-delimited") {
        sink.data(`\u00ff{"return": ${String(request.arguments?.id)}}\n`);
      } else if (message === "END") sink.closed(new Error("reset"));
      else sink.data(`${message.replaceAll("ID", String(id))}\r\n`);
    };
    setImmediate(() => {
      sink.data('{"QMP": {"version": {}, "capabilities": ["oob", "signals"]}}\r\n');
    });
    return Promise.resolve({
      send: (text: string): Promise<void> => {
        for (const line of text.replaceAll("\u00ff", "").split("\n")) {
          if (line.trim() !== "")
            setImmediate(() => {
              answer(JSON.parse(line) as Parameters<typeof answer>[0]);
            });
        }
        return Promise.resolve();
      },
      close: (): void => {
        setImmediate(() => {
          sink.closed();
        });
      },
    });
  };
}

const accessor = { name: "e", event: "E" };
const soon = (): AbortSignal => AbortSignal.timeout(150);
const stopOptions = { timeout: 150 };
const job = { id: ["id"], ready: "complete", dismiss: "client" } as const;

type Use = (session: Session) => Promise<unknown> | AsyncIterable<unknown>;

async function use(session: Session, work: Use): Promise<unknown> {
  const result = work(session);
  if (!(Symbol.asyncIterator in result)) return await result;
  for await (const one of result) return one;
  return undefined;
}

/** What a program does with a session. */
const uses: Readonly<Record<string, Use>> = {
  call: (session) => session.call("x"),
  "call of a command that returns base64": (session) => session.call("guest-file-read", { handle: 1 }),
  supports: (session) => session.supports({ command: "x", argument: "name", value: "y", feature: "z" }),
  once: (session) => session.once("E", stopOptions),
  connectSignal: (session) => session.connectSignal("E", () => undefined),
  events: (session) => session.events("E"),
  connectAccessor: (session) => connectAccessor(session, accessor, {}, () => undefined, { signal: soon() }),
  "connectAccessor and disconnect": async (session) =>
    (await connectAccessor(session, accessor, {}, () => undefined, { signal: soon() })).disconnect(),
  onceSignal: (session) => onceSignal(session, accessor, {}, stopOptions),
  signalEvents: (session) => signalEvents(session, accessor, {}),
  "wait of an inbox": (session) => watchEvents(session).wait({ names: ["E"], ...stopOptions }),
  "wait of a hub": (session) => {
    const hub = createEventHub();
    hub.join("vm", session);
    return hub.wait({ names: ["E"], machine: "vm", ...stopOptions });
  },
  "completeCommand with a job": (session) =>
    completeCommand(session, { command: "x", job: { ...job } }, { id: "j" }, stopOptions),
  "completeCommand with a state": (session) =>
    completeCommand(
      session,
      {
        command: "x",
        done: [{ event: "E", where: [{ member: "status", value: "a" }] }],
        state: { command: "q", done: [{ member: "status", argument: "n" }] },
      },
      { n: 12345678901234567890n },
      stopOptions,
    ),
  guestExecAndWait: (session) => guestExecAndWait(session, { path: "/bin/true" }, stopOptions),
  guestReadFile: (session) => guestReadFile(session, "/x", { signal: soon() }),
  guestWriteFile: async (session) => {
    const writer = guestWriteFile(session, "/x", { signal: soon() }).getWriter();
    writer.closed.catch(() => undefined);
    await writer.write("text");
    await writer.close();
  },
  close: (session) => session.close(),
};

const { base64, noReply, name } = qga;
const agent: ProtocolDescriptor<AnyProtocol> = { name, noReply, ...(base64 && { base64 }) };
const quiet = { onProblem: (): void => undefined, timeout: 500, callTimeout: 150, messageLimit: 10_000 };
const reconnect = { initialDelay: 1, maxDelay: 1, attempts: 2 };
const sessions: Readonly<Record<string, (transport: TransportOpener) => Promise<Session>>> = {
  connect: (transport) => connect({ transport, ...quiet }),
  "connect with validators": (transport) => connect({ transport, validators, validate: "both", ...quiet }),
  connectAgent: (transport) => connectAgent({ transport, protocol: agent, ...quiet }),
  connectPersistent: (transport) => connectPersistent({ transport, ...quiet, reconnect }),
  connectOnDemand: async (transport) => connectOnDemand({ transport, ...quiet }),
};

/** Returns what a promise is rejected with, if it is no QapiError; fails if it does not settle. */
async function foreign(work: Promise<unknown>, what: string): Promise<readonly unknown[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, 8_000, new Error("it did not settle"));
  });
  try {
    await Promise.race([work, late]);
    return [];
  } catch (error) {
    return error instanceof QapiError ? [] : [what, error];
  } finally {
    clearTimeout(timer);
  }
}

describe.each(Object.entries(sessions))(
  "every rejection is a QapiError with a session of %s",
  (kind, open) => {
    test.each(Object.entries(uses))("%s rejects with a QapiError", async (name, work) => {
      const found = await Promise.all(
        messages.map((message) => {
          const run = async (): Promise<void> => {
            const session = await open(hostile(message));
            try {
              const ended = setTimeout(() => void session.close(), 1_000);
              await use(session, work).finally(() => {
                clearTimeout(ended);
              });
            } finally {
              await session.close();
            }
          };
          return foreign(run(), `${kind} ${name} ${message.slice(0, 60)}`);
        }),
      );
      expect(found.filter((one) => one.length > 0)).toEqual([]);
    });
  },
);

/** Openers and greetings that fail in every way. */
const failing: Record<string, TransportOpener> = {
  "an opener that throws": () => {
    throw new TypeError("fault");
  },
  "an opener that rejects with a value that has no text": () => Promise.reject(Object.create(null) as Error),
  "a transport that throws": (sink) => {
    setImmediate(() => {
      sink.data('{"QMP": {"capabilities": []}}\r\n');
    });
    return Promise.resolve({
      send: () => {
        throw new RangeError("fault");
      },
      close: () => {
        throw new RangeError("fault");
      },
    });
  },
};
for (const text of [
  "\u0000\u001b[31m",
  '{"QMP": 1}',
  nested(20_000),
  '{"QMP": {}}\r\nx',
  '{"error": 1}',
  "[[1",
]) {
  failing[`a server that sends ${JSON.stringify(text.slice(0, 20))}`] = (sink) => {
    setImmediate(() => {
      sink.data(`${text}\r\n`);
    });
    return Promise.resolve({
      send: () => Promise.resolve(),
      close: () => {
        sink.closed();
      },
    });
  };
}

describe.each(Object.entries(failing))("connecting rejects with a QapiError after %s", (_name, transport) => {
  test.each(Object.entries(sessions))("%s", async (kind, open) => {
    const short = async (): Promise<void> => {
      const session = await open(transport);
      await session.call("x").finally(() => session.close());
    };
    expect(await foreign(short(), kind)).toEqual([]);
  });
});

describe("the functions of Node's entry point reject with a QapiError", () => {
  test("launch", async () => {
    const script = (text: string): readonly string[] => ["-e", text];
    const attempts = [
      { binary: "/nonexistent" },
      { binary: tmpdir() },
      { binary: process.execPath, args: ["x".repeat(3_000_000)] },
      { binary: process.execPath, args: script("process.exit(1)") },
      { binary: process.execPath, args: script("process.stderr.write('\\u001b[2J'); process.abort()") },
      { binary: process.execPath, args: script("require('fs').writeSync(3, '\\u001b]0;x\\u0007')") },
    ];
    for (const attempt of attempts) {
      const work = launch({ ...attempt, timeout: 1_000, killTimeout: 500, monitor: () => [] });
      expect(await foreign(work, attempt.binary)).toEqual([]);
      await expect(work).rejects.toBeInstanceOf(QapiError);
    }
  });

  test("listen and acceptSessions", async () => {
    const folder = await mkdtemp(join(tmpdir(), "qapi-ts-rejections-"));
    const path = join(folder, "socket");
    await using server = createServer(anyProtocol, {});
    await server.listen({ path });
    for (const address of [
      { path },
      { path: join(folder, "none", "socket") },
      { host: "203.0.113.1", port: 1 },
    ]) {
      await expect(server.listen(address)).rejects.toMatchObject({ code: "connect-failed" });
      const accepting = acceptSessions({ ...address }, () => undefined);
      await expect(accepting).rejects.toMatchObject({ code: "connect-failed" });
    }
    await rm(folder, { recursive: true });
  });
});
