import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { qmp, type QmpSession } from "../../../generated/qmp/index.js";
import {
  connect,
  NegotiationError,
  OlderServerError,
  type AnyProtocol,
  type Protocol,
  type QapiError,
  type Session,
  type SessionOptions,
} from "../../../runtime/index.js";

export const qemu = "qemu-system-x86_64";
export const storageDaemon = "qemu-storage-daemon";

/** A machine without board and devices. Its monitor works as usual. */
export const bareMachine: readonly string[] = ["-M", "none", "-display", "none", "-nodefaults"];

/** A started process, which is killed when disposed. */
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

  /** Sends a signal to the process. */
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

/**
 * Starts a binary with a temporary folder, which its arguments may use, and waits until it is idle: a connection that arrives
 * while QEMU starts may be accepted by two of its threads, so that this connection or the next one gets no answer, two
 * greetings or an early end (about one of 500 machines, 7.2 and 10.0).
 */
export async function start(
  binary: string,
  args: (folder: string) => readonly string[],
  stdio: StdioOptions = ["ignore", "ignore", "inherit"],
): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), "qapi-ts-qemu-"));
  const child = spawn(binary, args(folder), { stdio });
  const machine = new Machine(child, folder);
  // A machine with processors may never be idle.
  for (let attempt = 0; attempt < 30 && !isIdle(child.pid); attempt++) await delay(10);
  return machine;
}

/** Whether all threads of a process sleep. True if this cannot be determined. */
function isIdle(pid: number | undefined): boolean {
  const threads = `/proc/${pid ?? 0}/task`;
  try {
    return readdirSync(threads).every((thread) =>
      /\) S /.test(readFileSync(join(threads, thread, "stat"), "utf8")),
    );
  } catch {
    return true;
  }
}

/** Starts a guest agent at a unix socket. @param blocked - the commands that it refuses. */
export function startAgent(agent: string, blocked: readonly string[] = []): Promise<Machine> {
  return start(agent, (folder) => [
    "-m",
    "unix-listen",
    "-p",
    join(folder, "monitor.sock"),
    "-t",
    folder,
    "-f",
    join(folder, "agent.pid"),
    ...(blocked.length > 0 ? ["-b", blocked.join(",")] : []),
  ]);
}

/** Starts a bare machine with its monitor on a unix socket. */
export function startMachine(qemu: string, ...more: readonly string[]): Promise<Machine> {
  return start(qemu, (folder) => [
    ...bareMachine,
    "-qmp",
    `unix:${join(folder, "monitor.sock")},server=on,wait=off`,
    ...more,
  ]);
}

/** Connects a session of QMP as soon as the process listens. */
export function connectQmp(machine: Machine): Promise<QmpSession> {
  const onProblem = (problem: QapiError): void => {
    // The tests call what all versions have.
    if (!(problem instanceof OlderServerError)) console.warn(problem);
  };
  return connectTo(machine, { path: machine.path, protocol: qmp, onProblem });
}

/** Connects as soon as the process listens. A machine with processors may still start, and be stuck: see {@link start}. */
export async function connectTo<P extends Protocol = AnyProtocol>(
  machine: Machine,
  options: SessionOptions<P> = { path: machine.path },
): Promise<Session<P>> {
  for (;;) {
    try {
      return await connect({ ...options, waitForServer: true });
    } catch (error) {
      if (!isStuck(error) || machine.hasExited) throw error;
      console.log("connecting again: QEMU sent its greeting while starting and does not answer");
    }
  }
}

function isStuck(error: unknown): boolean {
  return error instanceof NegotiationError && error.message.includes("did not end within");
}
