import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { Socket } from "node:net";
import { ConnectError, LaunchError, printable } from "../errors/index.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { systemClock, type Clock } from "../clock.js";
import { connect } from "../session/connect.js";
import type { SessionSettings } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import { guard } from "./guardian.js";
import { LaunchedProcess, type ProcessEnd } from "./launched-process.js";
import { unixSocketOpener } from "./unix.js";

/** What to start, and how to speak with it. */
export interface LaunchOptions<P extends Protocol = AnyProtocol> extends SessionSettings<P> {
  /** The program: a path, or a name that is looked for on the PATH. */
  readonly binary: string;
  /** Its arguments, those for the monitor excepted, which are added. `-daemonize` cannot be among them. */
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /**
   * The arguments that give the program a monitor on an inherited socket. Where it is left out, those of QEMU's
   * system emulators; {@link storageDaemonMonitor} has the storage daemon's.
   */
  readonly monitor?: (descriptor: number) => readonly string[];
  /** What becomes of the program's standard output; `ignore` where it is left out. */
  readonly stdout?: "ignore" | "inherit";
  /** Told of what the program writes to its standard error, piece by piece, as it comes. */
  readonly onStderr?: (text: string) => void;
  /**
   * How long the process may take to end after `quit`, and again after SIGTERM, in milliseconds; 5,000 where it is
   * left out. Then it is killed.
   */
  readonly killTimeout?: number;
}

/** A process that was started by {@link launch}. Its session ends with it, and it ends with its session. */
export interface Launched<P extends Protocol = AnyProtocol> extends AsyncDisposable {
  readonly session: Session<P>;
  readonly process: ChildProcess;
  /** Fulfilled when the process has ended, with how, and what it said last. Never rejected. */
  readonly exited: Promise<ProcessEnd>;
  /** Ends the process: by `quit`, else by SIGTERM, else by SIGKILL. Stopping again is no error. */
  stop(): Promise<ProcessEnd>;
}

/** The monitor's descriptor in the new process: the first behind the three of standard input and output. */
const descriptor = 3;
const defaultGrace = 5_000;

/**
 * Starts QEMU, or another program that speaks the protocol, with its monitor on an inherited socket pair: no path
 * that others could reach, and no waiting until it listens. The process does not outlive this program, however this
 * program ends. It needs a Unix.
 * @throws LaunchError (as a rejection) when the process cannot be started, or ends or says nothing before its
 * monitor is ready; it has what the process wrote to its standard error.
 */
export async function launch<P extends Protocol = AnyProtocol>(
  options: LaunchOptions<P>,
): Promise<Launched<P>> {
  const { binary, clock = systemClock, killTimeout = defaultGrace, onStderr = () => undefined } = options;
  const started = new LaunchedProcess(start(options), onStderr);
  guard(started.child);
  try {
    const session = await connect<P>({ ...options, transport: unixSocketOpener(monitorOf(started.child)) });
    return new LaunchedMachine(session, started, clock, killTimeout);
  } catch (cause) {
    // A monitor that ended is a little ahead of its process, which then ends by itself and says why.
    const ending = cause instanceof ConnectError && cause.code === "connect-closed";
    const alone = ending && (await started.endsWithin(clock, killTimeout));
    const end = await started.end(clock, killTimeout);
    throw launchError(binary, end, started.failure ?? (alone ? undefined : cause));
  }
}

/** The arguments that give QEMU's system emulators a monitor on an inherited socket. */
export function systemMonitor(descriptor: number): readonly string[] {
  return ["-chardev", `socket,id=qapi-ts,fd=${descriptor}`, "-mon", "chardev=qapi-ts,mode=control"];
}

/** The arguments that give `qemu-storage-daemon` a monitor on an inherited socket. */
export function storageDaemonMonitor(descriptor: number): readonly string[] {
  return ["--chardev", `socket,id=qapi-ts,fd=${descriptor}`, "--monitor", "chardev=qapi-ts"];
}

function start(options: Omit<LaunchOptions, keyof SessionSettings>): ChildProcess {
  const { binary, args = [], cwd, env, monitor = systemMonitor, stdout = "ignore" } = options;
  // libuv makes a pipe to a child as a socket pair, which a monitor can have for a socket.
  const stdio: StdioOptions = ["ignore", stdout, "pipe", "pipe"];
  return spawn(binary, [...args, ...monitor(descriptor)], {
    stdio,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
}

function monitorOf(child: ChildProcess): Socket {
  const stream = child.stdio[descriptor];
  if (stream instanceof Socket) return stream;
  throw new LaunchError("the process has no socket for its monitor");
}

/** `cause` is undefined where the process ended by itself. */
function launchError(
  binary: string,
  { code, signal, standardError }: ProcessEnd,
  cause: unknown,
): LaunchError {
  const how = code === null ? `was ended by ${signal ?? "something"}` : `ended with status ${code}`;
  const why = cause instanceof Error ? `did not begin: ${cause.message}` : how;
  const said = standardError.trim() === "" ? "" : `; it said: ${printable(standardError.trim())}`;
  return new LaunchError(`${printable(binary)} ${why}${said}`, { cause, received: standardError });
}

class LaunchedMachine<P extends Protocol> implements Launched<P> {
  readonly session: Session<P>;
  readonly #process: LaunchedProcess;
  readonly #clock: Clock;
  readonly #grace: number;
  #stopping: Promise<ProcessEnd> | undefined;

  constructor(session: Session<P>, process: LaunchedProcess, clock: Clock, killTimeout: number) {
    this.session = session;
    this.#process = process;
    this.#clock = clock;
    this.#grace = killTimeout;
    // Without its session nobody can reach the process any more.
    void session.closed.then(({ error }) => (this.#stopping ??= this.#stop(error !== undefined)));
  }

  get process(): ChildProcess {
    return this.#process.child;
  }

  get exited(): Promise<ProcessEnd> {
    return this.#process.exited;
  }

  stop(): Promise<ProcessEnd> {
    this.#stopping ??= this.#stop(true);
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** @param byItself - whether the process is ending, or ends when it is asked to, so that it is waited for. */
  async #stop(byItself: boolean): Promise<ProcessEnd> {
    if (this.session.state === "connected") {
      const session: Session = this.session;
      // The result of the command does not matter: `stop` waits for the process to end.
      session.call("quit", undefined, { timeout: this.#grace }).catch(() => undefined);
    }
    if (byItself) await this.#process.endsWithin(this.#clock, this.#grace);
    const end = await this.#process.end(this.#clock, this.#grace);
    await this.session.close();
    return end;
  }
}
