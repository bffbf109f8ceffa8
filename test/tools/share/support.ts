import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { shareMachine, type AuditEntry, type SharedMachine, type ShareOptions } from "qapi-ts-tools/share";

/** A request that a machine received. */
export interface Received {
  readonly command: string;
  readonly oob: boolean;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly id: unknown;
  /** The text of the request. */
  readonly text: string;
}

/** What a machine does with a request. It sends its answer with `send`, whenever it wants. */
export type Behavior = (request: Received, machine: ScriptedMachine) => void;

const version = { qemu: { micro: 3, minor: 2, major: 1 }, package: "scripted" };

/** A machine whose monitor serves one client at a time, and whose answers a test decides on. */
export class ScriptedMachine implements AsyncDisposable {
  readonly folder: string;
  readonly received: Received[] = [];
  readonly #behavior: Behavior;
  readonly #capabilities: readonly string[];
  #server: Server | undefined;
  #socket: Socket | undefined;

  constructor(behavior: Behavior, capabilities: readonly string[] = ["oob"]) {
    this.folder = mkdtempSync(join(tmpdir(), "qmp-share-"));
    this.#behavior = behavior;
    this.#capabilities = capabilities;
  }

  get path(): string {
    return join(this.folder, "monitor.sock");
  }

  async start(): Promise<this> {
    this.#server = createServer((socket) => {
      this.#socket = socket;
      socket.on("error", () => undefined);
      let text = "";
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (text + chunk).split("\n");
        text = lines.pop() ?? "";
        for (const line of lines) this.#receive(line);
      });
      this.send({ QMP: { version, capabilities: this.#capabilities } });
    });
    await once(this.#server.listen(this.path), "listening");
    return this;
  }

  /** Sends messages, in one write. */
  send(...messages: readonly (string | object)[]): void {
    const texts = messages.map((each) => `${typeof each === "string" ? each : JSON.stringify(each)}\r\n`);
    this.#socket?.write(texts.join(""));
  }

  reply({ id }: Received, value: unknown = {}): void {
    this.send({ return: value, id });
  }

  /** Ends, as a process that is killed. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#socket?.destroy();
    this.#socket = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Waits until a number of requests was received in all. */
  async until(count: number): Promise<void> {
    await until(() => this.received.length >= count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #receive(text: string): void {
    const request = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const { execute, "exec-oob": outOfBand, arguments: args = {}, id } = request;
    const command = String(execute ?? outOfBand);
    if (command === "qmp_capabilities") {
      this.send({ return: {}, id });
      return;
    }
    const received = {
      command,
      oob: outOfBand !== undefined,
      id,
      text,
      arguments: args as Received["arguments"],
    };
    this.received.push(received);
    this.#behavior(received, this);
  }
}

/** Waits for a condition. @throws Error after 20 seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not reached: ${condition.toString()}`);
    await sleep(5);
  }
}

/** A shared machine with what it reported, and the address of a unix socket for clients. */
export interface SharedFixture extends AsyncDisposable {
  readonly shared: SharedMachine;
  readonly path: string;
  readonly entries: AuditEntry[];
  readonly problems: string[];
}

/** Shares a machine at a unix socket. */
export async function share(
  machine: Pick<ScriptedMachine, "path" | "folder">,
  options: Partial<ShareOptions> = {},
): Promise<SharedFixture> {
  const entries: AuditEntry[] = [];
  const problems: string[] = [];
  const shared = await shareMachine({
    target: machine.path,
    policy: { effect: "destroy" },
    audit: (entry) => entries.push(entry),
    onProblem: ({ message }) => problems.push(message),
    ...options,
  });
  const path = join(machine.folder, "shared.sock");
  await shared.listen({ kind: "unix", path });
  return { shared, path, entries, problems, [Symbol.asyncDispose]: () => shared.close() };
}

/** A client that sends text unchanged, and records the lines that it receives. */
export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  #text = "";

  constructor(path: string) {
    this.socket = createConnection(path);
    this.socket.on("error", () => undefined);
    this.closed = once(this.socket, "close");
    this.socket.setEncoding("latin1").on("data", (chunk: string) => (this.#text += chunk));
  }

  get lines(): readonly string[] {
    return this.#text.split("\r\n").slice(0, -1);
  }

  /** The lines after the greeting and the reply to the negotiation. */
  get messages(): readonly string[] {
    return this.lines.slice(2);
  }

  /** Sends the negotiation and waits for its reply. */
  async negotiate(enable: readonly string[] = ["oob"]): Promise<this> {
    this.write({ execute: "qmp_capabilities", arguments: { enable } });
    await until(() => this.lines.length >= 2);
    return this;
  }

  write(...requests: readonly (object | string)[]): void {
    const texts = requests.map((each) => (typeof each === "string" ? each : `${JSON.stringify(each)}\n`));
    this.socket.write(texts.join(""));
  }

  /** Waits until a number of messages was received. */
  async until(count: number): Promise<readonly string[]> {
    await until(() => this.messages.length >= count);
    return this.messages;
  }
}
