import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createTlsServer } from "node:tls";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { guestExecAndWait } from "../../../runtime/codegen.js";
import {
  completeCommand,
  connect,
  connectAccessor,
  connectAgent,
  createEventHub,
  ListenerError,
  QapiError,
  watchEvents,
  type Session,
  type TransportOpener,
} from "../../../runtime/index.js";
import { launch } from "../../../runtime/node/index.js";
import {
  formatTranscript,
  observe,
  parseTranscript,
  type TranscriptEntry,
} from "../../../runtime/observe/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";

/** An escape sequence, an 8-bit control, a line end, a carriage return, and controls of the text direction. */
const evil = "\u001b[31mE\u009b2J\r\nFAKE\u0007\u202e\u2066\u061c\u2028\u007f";
/** Line ends are wanted between the lines of a stack only. */
const control =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\nFAKE/;

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      printed.push(
        parts.map((part) => (typeof part === "string" ? part : inspect(part, { depth: 9 }))).join(" "),
      );
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Keeps the text of an error and of its causes, except what a listener threw, which is the program's own. */
function keep(error: unknown): void {
  for (let each = error; each instanceof Error; each = each instanceof ListenerError ? undefined : each.cause)
    printed.push(each.message, each.stack ?? "");
}

const logger = Object.fromEntries(
  ["debug", "info", "warn", "error"].map((level) => [level, (message: string) => printed.push(message)]),
);

interface Request {
  readonly execute: string;
  readonly id?: number;
  readonly arguments?: { readonly id?: number };
}

/** A server whose answers a test gives. */
function scripted(start: string, answer: (request: Request) => string): TransportOpener {
  return (sink) => {
    const later = (action: () => void): void => void setImmediate(action);
    later(() => {
      if (start !== "") sink.data(start);
    });
    const reply = (line: string): void => {
      const request = JSON.parse(line) as Request;
      if (request.execute === "qmp_capabilities") sink.data(`{"return": {}, "id": ${String(request.id)}}\n`);
      else if (request.execute === "guest-sync-delimited")
        sink.data(`\u00ff{"return": ${String(request.arguments?.id)}}\n`);
      else sink.data(answer(request));
    };
    return Promise.resolve({
      send: async (text: string): Promise<void> => {
        for (const line of text.replaceAll("\u00ff", "").split("\n")) {
          if (line !== "")
            later(() => {
              reply(line);
            });
        }
      },
      close: (): void => {
        later(() => {
          sink.closed(new Error(`broken ${JSON.stringify("pipe")}`));
        });
      },
    });
  };
}

const greeting = '{"QMP": {"version": {}, "capabilities": ["oob"]}}\r\n';
const text = JSON.stringify(evil);

/** What a server answers to a command, with text in every position. */
const answers: Readonly<Record<string, (request: Request) => string>> = {
  "the text of an error": ({ id }) =>
    `{"error": {"class": "GenericError", "desc": ${text}}, "id": ${String(id)}}\n`,
  "the class of an error": ({ id }) => `{"error": {"class": ${text}, "desc": "x"}, "id": ${String(id)}}\n`,
  "an error without an id": () => `{"error": {"class": ${text}, "desc": ${text}}}\n`,
  "an error with another id": () => `{"error": {"class": ${text}, "desc": ${text}}, "id": ${text}}\n`,
  "an id": () => `{"return": {}, "id": ${text}}\n`,
  "malformed text": () => `${evil} {"return"\n`,
  "a message of an unknown kind": () => `{${text}: ${text}}\n`,
  "an event's name and data": ({ id }) =>
    `{"event": ${text}, "data": {${text}: ${text}}}\n{"return": {}, "id": ${String(id)}}\n`,
  "a tag": ({ id }) => `{"return": ${text}, "id": ${String(id)}}\n{"event": "E", "tag": ${text}}\n`,
  "a second greeting": () => `{"QMP": {"version": ${text}, "capabilities": [${text}]}}\n`,
  "invalid base64": ({ id }) => `{"return": {"pid": ${text}, "out-data": ${text}}, "id": ${String(id)}}\n`,
  "the error of a job": ({ id }) =>
    `{"event": "JOB_STATUS_CHANGE", "data": {"id": "j", "status": "concluded"}}\n{"return": [{"id": "j", "error": ${text}}], "id": ${String(id)}}\n`,
  "a type in the schema": ({ id }) =>
    `{"return": [{"name": ${text}, "meta-type": ${text}}], "id": ${String(id)}}\n`,
};

const limits = { timeout: 100 };
const onProblem = keep;

async function useEverything(session: Session): Promise<void> {
  const throwing = ({ data, event }: { data: unknown; event: string }): void => {
    throw new Error(`${event} ${String(Object.entries(data ?? {})[0]?.[1])} ${evil}`);
  };
  const inbox = watchEvents(session, { limit: 1 });
  const hub = createEventHub();
  hub.join(evil, session);
  session.subscribe({
    names: [evil, "E"],
    deliver: (event) => {
      throwing(event);
    },
  });
  const work = [
    session.call("x", {}, limits),
    session.supports({ command: evil }),
    session.connectSignal(evil, throwing),
    connectAccessor(session, { name: "e", event: "E" }, {}, throwing, { signal: AbortSignal.timeout(100) }),
    completeCommand(session, { command: "x", job: { id: ["id"], dismiss: "client" } }, { id: "j" }, limits),
    guestExecAndWait(session, { path: evil }, limits),
    inbox.wait({ names: [evil], ...limits }),
    hub.wait({ machine: evil, ...limits }),
    session.once(evil, {
      where: () => {
        throw new Error("fault");
      },
      ...limits,
    }),
  ];
  for (const result of await Promise.allSettled(work)) {
    if (result.status === "rejected" && result.reason instanceof QapiError) keep(result.reason);
  }
  await session.close();
}

function expectNoControls(): void {
  for (const one of printed) expect(control.exec(one)?.[0], inspect(one)).toBeUndefined();
}

describe("no control character of a peer reaches an error, a warning or a log", () => {
  test.each(
    Object.entries(answers).flatMap(([name, answer]) =>
      [true, false].map(
        (isReported) => [name, isReported ? "onProblem" : "a warning", isReported, answer] as const,
      ),
    ),
  )("comes from %s, with %s", async (_name, _where, isReported, answer) => {
    const problems = isReported ? { onProblem } : {};
    const common = { callTimeout: 100, timeout: 300, observer: observe({ logger }), ...problems };
    const qmpSession = await connect({ transport: scripted(greeting, answer), ...common });
    await useEverything(qmpSession);
    await useEverything(await connectAgent({ transport: scripted("", answer), ...common }));
    expect(printed.length).toBeGreaterThan(0);
    expectNoControls();
  });

  test.each([
    `${evil}\r\n`,
    `SSH-2.0-${evil}\r\n`,
    `{${evil}\r\n`,
    `{"QMP": {"version": {"qemu": {"major": ${text}}}, "capabilities": [${text}]}}\r\n{"error": {"class": ${text}, "desc": ${text}}}\r\n`,
    `{"error": {"class": ${text}, "desc": ${text}}}\r\n`,
    `[${text}]\r\n`,
  ])("comes from the start of a server: %j", async (start) => {
    const options = { transport: scripted(start, () => ""), timeout: 150, minimumVersion: { major: 1 } };
    for (const open of [connect, connectAgent]) await open(options).then((session) => session.close(), keep);
    expect(printed.length).toBeGreaterThan(0);
    expectNoControls();
  });

  test("comes from the error of a listener, in a warning", async () => {
    const server = createServer(anyProtocol, {});
    const session = await connect({ transport: memoryTransport(server) });
    const thrown = [new Error(evil), evil, new Error("x", { cause: new Error(evil) }), { name: evil }];
    for (const what of thrown) {
      await session.connectSignal("E", () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a program may throw anything
        throw what;
      });
    }
    server.raise("E", {});
    await session.call("nope").catch(keep);
    expect(printed.filter((one) => one.startsWith("qapi-ts: a listener for E failed"))).toHaveLength(
      thrown.length,
    );
    await session.close();
    expect(printed.join("\n")).toContain("at ");
    // Platforms print the members of objects as literals, in which controls of the text direction are not escaped.
    printed.splice(0, printed.length, ...printed.filter((one) => !one.includes("{ name:")));
    expectNoControls();
  });

  test("comes from a launched program's standard error", async () => {
    const program = `process.stderr.write(${text}); process.exit(3)`;
    await launch({ binary: process.execPath, args: ["-e", program], monitor: () => [] }).then(
      () => undefined,
      keep,
    );
    expect(printed.join("\n")).toContain("stderr");
    expectNoControls();
  });

  test("comes from the names in a server's certificate", async () => {
    const folder = await mkdtemp(join(tmpdir(), "qapi-ts-controls-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = `/CN=${evil.replaceAll(/[\r\n\u2028]/g, "")}`;
    const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-utf8"];
    execFileSync("openssl", [...args, "-subj", subject], { stdio: "ignore" });
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const tls = { ca: readFileSync(cert, "utf8") };
    await connect({ host: "localhost", port, tls, timeout: 2_000 }).then((session) => session.close(), keep);
    server.close();
    await rm(folder, { recursive: true });
    expect(printed.join("\n")).toContain("CN");
    expectNoControls();
  });

  test("comes from a transcript, which is read back unchanged", () => {
    const entries: readonly TranscriptEntry[] = [
      { at: 1, session: 1, from: "server", text: evil } as TranscriptEntry,
    ];
    const written = formatTranscript(entries);
    expect(control.exec(written)).toBeNull();
    expect(parseTranscript(written)).toEqual(entries);
  });
});
