import { connectAgent, type Session } from "../../../runtime/index.js";
import type { AgentOptions } from "../../../runtime/agent/connect-agent.js";
import type { SessionSettings } from "../../../runtime/session/session-options.js";
import type { Transport, TransportSink } from "../../../runtime/transport/transport.js";
import { qga, type QgaProtocol, type QgaSession } from "../../../generated/qga/index.js";

interface Request {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** Answers a command: with a value, or with an error by throwing. */
export type Answer = (args: Readonly<Record<string, unknown>>, agent: FakeAgent) => unknown;

const held: unique symbol = Symbol("held");

/** Holds the answer, and those to later requests, until `release`. */
export const hold: Answer = () => held;

/** A guest agent in this process: it answers one request after the other, as the real one does. */
export class FakeAgent implements Transport {
  /** The commands that it has received, without synchronisations. */
  readonly requests: Request[] = [];
  /** The content of the guest's files. */
  readonly files = new Map<string, Uint8Array>();
  readonly openHandles = new Map<number, { readonly path: string; position: number }>();
  /** Replaces the answers of the commands of the same names. */
  readonly answers: Record<string, Answer> = {};
  /** The most bytes that one write accepts. */
  writeLimit = Infinity;
  #sink: TransportSink | undefined;
  #queue: Request[] = [];
  #isHeld = false;
  #nextHandle = 1000;

  readonly open = (sink: TransportSink): Promise<Transport> => {
    this.#sink = sink;
    return Promise.resolve(this);
  };

  get commands(): readonly string[] {
    return this.requests.map(({ execute }) => execute);
  }

  send(text: string): Promise<void> {
    for (const line of text.split("\n")) {
      if (line !== "") this.#queue.push(JSON.parse(line.replace("\u00ff", "")) as Request);
    }
    queueMicrotask(() => {
      this.#answerAll();
    });
    return Promise.resolve();
  }

  close(): void {
    this.#sink?.closed();
  }

  /** Answers the held request with a value, and the requests behind it. */
  release(value: unknown): void {
    this.#isHeld = false;
    this.#write({ return: value });
    this.#answerAll();
  }

  #answerAll(): void {
    while (!this.#isHeld) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      this.#answer(request);
    }
  }

  #answer({ execute, arguments: args = {} }: Request): void {
    if (execute === "guest-sync-delimited") {
      this.#sink?.data(`\u00ff${JSON.stringify({ return: args["id"] })}\n`);
      return;
    }
    this.requests.push({ execute, arguments: args });
    try {
      const value = (this.answers[execute] ?? this.#defaults[execute])?.(args, this);
      if (value === held) this.#isHeld = true;
      else this.#write({ return: value ?? {} });
    } catch (error) {
      this.#write({ error: { class: "GenericError", desc: (error as Error).message } });
    }
  }

  #write(message: object): void {
    this.#sink?.data(`${JSON.stringify(message)}\n`);
  }

  readonly #defaults: Readonly<Record<string, Answer>> = {
    "guest-file-open": ({ path, mode }) => {
      const name = String(path);
      const content = this.files.get(name);
      if (mode === "r" && content === undefined) throw new Error("No such file or directory");
      if (mode === "w" || content === undefined) this.files.set(name, new Uint8Array());
      const position = mode === "a" ? (content?.length ?? 0) : 0;
      this.openHandles.set(this.#nextHandle, { path: name, position });
      return this.#nextHandle++;
    },
    "guest-file-read": ({ handle, count }) => {
      const file = this.#file(handle);
      const content = this.files.get(file.path) ?? new Uint8Array();
      const bytes = content.subarray(file.position, file.position + Number(count));
      file.position += bytes.length;
      const text = Buffer.from(bytes).toString("base64");
      return { count: bytes.length, "buf-b64": text, eof: file.position === content.length };
    },
    "guest-file-write": ({ handle, "buf-b64": text }) => {
      const file = this.#file(handle);
      const bytes = Buffer.from(String(text), "base64").subarray(0, this.writeLimit);
      this.files.set(file.path, Buffer.concat([this.files.get(file.path) ?? Buffer.alloc(0), bytes]));
      return { count: bytes.length, eof: false };
    },
    "guest-file-close": ({ handle }) => {
      this.#file(handle);
      this.openHandles.delete(Number(handle));
    },
  };

  #file(handle: unknown): { readonly path: string; position: number } {
    const file = this.openHandles.get(Number(handle));
    if (file === undefined) throw new Error(`handle ${String(handle)} has not been found`);
    return file;
  }
}

/** Connects to a fake agent, with or without the protocol that converts bytes. */
export async function connectFake(
  settings: SessionSettings<QgaProtocol> & Pick<AgentOptions, "syncInterval"> = {},
  typed = true,
): Promise<{ readonly agent: FakeAgent; readonly session: QgaSession }> {
  const agent = new FakeAgent();
  const protocol = typed ? { protocol: qga } : {};
  const session: Session<QgaProtocol> = await connectAgent<QgaProtocol>({
    transport: agent.open,
    ...protocol,
    ...settings,
  });
  return { agent, session };
}
