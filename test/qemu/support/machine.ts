import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  connect,
  NegotiationError,
  QapiError,
  type SessionOptions,
  type Session,
} from "../../../runtime/index.js";

export const qemu = "qemu-system-x86_64";
export const storageDaemon = "qemu-storage-daemon";

/** The least machine: no board, no devices, nothing that runs; but a monitor like any other. */
export const bareMachine: readonly string[] = ["-M", "none", "-display", "none", "-nodefaults"];

/** A process of ours, which ends with the block that holds it. */
export class Machine implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly #exited: Promise<unknown>;

  constructor(child: ChildProcess, folder: string) {
    this.child = child;
    this.folder = folder;
    this.#exited = once(child, "exit");
    process.once("exit", this.#kill);
  }

  get path(): string {
    return join(this.folder, "monitor.sock");
  }

  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a signal to this process, and to no other. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async exited(): Promise<void> {
    if (!this.hasExited) await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#kill);
    this.#kill();
    await this.exited();
    await rm(this.folder, { recursive: true });
  }

  readonly #kill = (): void => {
    this.child.kill("SIGKILL");
  };
}

/** Starts a binary; its arguments may depend on a folder that is its own. */
export async function start(
  binary: string,
  args: (folder: string) => readonly string[],
  stdio: StdioOptions = ["ignore", "ignore", "inherit"],
): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), "qapi-ts-qemu-"));
  const child = spawn(binary, args(folder), { stdio });
  return new Machine(child, folder);
}

/** A bare machine whose monitor is a unix socket. */
export function startMachine(qemu: string, ...more: readonly string[]): Promise<Machine> {
  return start(qemu, (folder) => [
    ...bareMachine,
    "-qmp",
    `unix:${join(folder, "monitor.sock")},server=on,wait=off`,
    ...more,
  ]);
}

/** Connects as soon as the process listens, and again where it came too soon. */
export async function connectTo(
  machine: Machine,
  options: SessionOptions = { path: machine.path },
): Promise<Session> {
  for (;;) {
    try {
      return await connect(options);
    } catch (error) {
      if (!(isStarting(error) || isStuck(error)) || machine.hasExited) throw error;
      if (isStuck(error))
        console.log("connecting once more: QEMU greeted while it started, and answered nothing");
      await sleep(20);
    }
  }
}

function isStarting(error: unknown): boolean {
  return error instanceof QapiError && error.code === "connect-refused";
}

/**
 * Of two thousand machines, of 7.2 and of 10.0, that are connected to while they start, one greets and then answers
 * nothing: its main thread stands in accept(), for the connection that its monitors' thread has taken. Who connects
 * next frees it.
 */
function isStuck(error: unknown): boolean {
  return error instanceof NegotiationError && error.message.includes("did not end within");
}
