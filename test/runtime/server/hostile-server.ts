import { fork, type ChildProcess } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../../support/compile.js";
import { hostileProgram } from "./hostile-program.js";

interface Started {
  readonly ports: readonly [ordinary: number, singleClient: number];
  /** The names of the values that its commands `throw` and `return` can throw and return. */
  readonly thrown: readonly string[];
  readonly returned: readonly string[];
}

/** A server in a child process. */
export class HostileServer implements Disposable {
  readonly #child: ChildProcess;
  readonly #file: string;
  readonly started: Promise<Started>;
  /** The problems that it has reported. */
  readonly problems: { readonly problem: string; readonly name: string }[] = [];
  /** What it has printed to its standard error. */
  stderr = "";

  constructor() {
    const folder = join(root, "dist", "programs");
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `hostile-${String(process.pid)}.mjs`);
    writeFileSync(this.#file, hostileProgram);
    this.#child = fork(this.#file, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    this.started = this.#message<Started>();
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("the child has no pipes");
    createInterface({ input: stdout }).on("line", (line) => this.problems.push(JSON.parse(line) as never));
    stderr.setEncoding("utf8").on("data", (chunk: string) => {
      this.stderr += chunk;
    });
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Returns the largest resident memory of the process since the last call, in bytes. */
  async takePeak(): Promise<number> {
    const message = this.#message<{ peak: number }>();
    this.#child.send("peak");
    return (await message).peak;
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#file, { force: true });
  }

  #message<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => {
        reject(new Error(`the server ended with ${String(code)}: ${this.stderr}`));
      };
      this.#child.once("exit", ended);
      this.#child.once("message", (message) => {
        this.#child.off("exit", ended);
        resolve(message as T);
      });
    });
  }
}

export const negotiation = '{"execute":"qmp_capabilities","arguments":{"enable":["oob","signals"]}}';

/** A client that counts what it receives. */
export class HostileClient implements Disposable {
  readonly #socket: Socket;
  received = "";
  isClosed = false;

  /** @param reads - whether it reads what the server sends. */
  constructor(port: number, reads = true) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => {
      this.isClosed = true;
    });
    this.#socket.setEncoding("latin1");
    if (reads) {
      this.#socket.on("data", (chunk: string) => {
        this.received = (this.received + chunk).slice(-100_000);
      });
    } else this.#socket.pause();
  }

  write(data: string | Uint8Array): void {
    this.#socket.write(data);
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Resolves when the text is received or the server has closed the connection. */
  async until(text: string): Promise<void> {
    while (!this.isClosed && !this.received.includes(text)) await sleep(5);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Resolves when a new client has been served. */
export async function serveOne(port: number): Promise<void> {
  using client = new HostileClient(port);
  client.write(`${negotiation}{"execute":"ping","id":"served"}`);
  await client.until('"id":"served"');
  if (client.isClosed) throw new Error(`the server closed the connection after ${client.received}`);
}
