import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Memory in bytes. */
export interface Memory {
  readonly resident: number;
  /** The live objects on the heap, and the buffers beside it. */
  readonly heap: number;
}

const program = (name: string): string => fileURLToPath(new URL(`${name}.js`, import.meta.url));

/** The processes of the bench: a machine that echoes, and shared monitors. */
export class Programs {
  readonly #folder: string;
  readonly #children: ChildProcess[] = [];
  readonly #shares: ChildProcess[] = [];

  /** @param folder - where the sockets are created. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get echoPath(): string {
    return join(this.#folder, "echo.sock");
  }

  /** Starts the machine. @returns the path of its monitor. */
  async startEcho(): Promise<string> {
    await this.#start("echo-machine", [this.echoPath]);
    return this.echoPath;
  }

  /** Shares a monitor in a process. @returns the path for clients. */
  async share(monitor: string): Promise<string> {
    const path = join(this.#folder, `shared-${this.#shares.length}.sock`);
    this.#shares.push(await this.#start("sharing", [monitor, path]));
    return path;
  }

  /** Returns the memory of the first shared monitor after a garbage collection. */
  async memory(): Promise<Memory> {
    const [child] = this.#shares;
    if (child === undefined) throw new Error("no monitor is shared");
    const answer = once(child, "message");
    child.send("memory");
    const [memory] = (await answer) as [Memory];
    return memory;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      }),
    );
  }

  /** Starts a program and waits until it is ready. */
  async #start(name: string, args: readonly string[]): Promise<ChildProcess> {
    const child = fork(program(name), args, { execArgv: ["--expose-gc"] });
    this.#children.push(child);
    await once(child, "message");
    return child;
  }
}
