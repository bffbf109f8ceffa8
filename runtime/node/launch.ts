import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { Socket } from "node:net";
import { checkDuration, systemClock, type Clock } from "../clock.js";
import { LaunchError } from "../errors/connection.js";
import { DisconnectedError, escapeText, ListenerError, QapiError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";
import type { AnyProtocol, OpenedBy, Protocol } from "../protocol.js";
import { connect, connectAborted } from "../session/connect.js";
import { problemReporter } from "../observe/session-observer.js";
import { checkSettings, type SessionSettings } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import { type MachineOptions, optionArguments } from "./command-line.js";
import { killOnParentExit, LaunchedProcess, type ProcessEnd } from "./launched-process.js";
import { unixSocketOpener } from "./unix-transport.js";

/** The program to start, its arguments without those of the monitor, and the options of its session. */
export interface LaunchOptions<P extends Protocol = AnyProtocol>
  extends SessionSettings<P>, MachineOptions<P> {
  /** The program: a path, or a name to look up in the PATH. */
  readonly binary: string;
  /** The folder in which it starts. Default: that of this program. */
  readonly cwd?: string | undefined;
  /** Its environment. Default: that of this program. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /**
   * Returns the arguments that add a monitor on an inherited socket. Use {@link storageDaemonMonitor} for
   * `qemu-storage-daemon`. Default: {@link systemMonitor}.
   */
  readonly monitor?: ((descriptor: number) => readonly string[]) | undefined;
  /** What to do with the standard output of the program. Default: `ignore`. */
  readonly stdout?: "ignore" | "inherit" | undefined;
  /** Called with each chunk of the standard error of the program. */
  readonly onStderr?: ((text: string) => unknown) | undefined;
  /**
   * How long to wait for the end of the process after `quit`, and again after SIGTERM, in milliseconds. Then it is killed.
   * Default: 5,000.
   */
  readonly killTimeout?: number | undefined;
}

/** A process started by {@link launch}. The session ends with the process, and the process with the session. */
export interface Launched<P extends Protocol = AnyProtocol> extends AsyncDisposable {
  readonly session: Session<P>;
  readonly process: ChildProcess;
  /** Resolves when the process has ended. Never rejects. */
  readonly exited: Promise<ProcessEnd>;
  /** Ends the process: with `quit`, then SIGTERM, then SIGKILL. Calling it again returns the same result. */
  stop(): Promise<ProcessEnd>;
}

/** What the errors about a process name. */
type Started = Pick<LaunchOptions, "binary" | "cwd">;

/** The descriptor of the monitor in the new process: the first one after the standard streams. */
const monitorDescriptor = 3;
const defaultKillTimeout = 5_000;

/**
 * Starts QEMU, or another program that speaks QMP, with its monitor on an inherited socket pair: no other process can
 * reach it, and there is no wait until it listens. The process ends when this program exits, even if this program is
 * killed. Unix only.
 * @throws TypeError (as a rejection) if an option cannot be written as an argument; TypeError or RangeError if a duration or
 * limit is invalid. No process is started then.
 * @throws LaunchError (as a rejection) if the process cannot be started, ends before its monitor is ready or is not
 * ready within `timeout`; it has the standard error of the process. If `signal` is already aborted, no process is started.
 */
export async function launch<P extends Protocol = AnyProtocol>(
  options: LaunchOptions<P> & OpenedBy<"connect">,
): Promise<Launched<P>> {
  const { clock = systemClock, killTimeout = defaultKillTimeout, signal } = options;
  checkSettings(options);
  checkDuration(killTimeout, "killTimeout");
  if (signal?.aborted === true) throw notStarted(options, connectAborted(signal));
  const started = new LaunchedProcess(start(options), stderrListener(options));
  killOnParentExit(started.child);
  try {
    const transport = unixSocketOpener(monitorOf(started.child));
    const session = await connect<P>({ ...options, transport });
    return new LaunchedMachine(session, started, clock, killTimeout);
  } catch (cause) {
    // The monitor of a process that fails closes shortly before the process exits, with or without a greeting.
    const isExiting = cause instanceof QapiError && cause.cause instanceof DisconnectedError;
    const exited = isExiting && (await started.endsWithin(clock, killTimeout));
    const end = await started.end(clock, killTimeout);
    const { startError } = started;
    if (startError !== undefined) throw notStarted(options, startError);
    throw launchError(options, end, exited ? undefined : cause);
  }
}

/** Returns the arguments that give QEMU's system emulators a monitor on an inherited socket. */
export function systemMonitor(descriptor: number): readonly string[] {
  return ["-chardev", `socket,id=qapi-ts,fd=${descriptor}`, "-mon", "chardev=qapi-ts,mode=control"];
}

/** Returns the arguments that give `qemu-storage-daemon` a monitor on an inherited socket. */
export function storageDaemonMonitor(descriptor: number): readonly string[] {
  return ["--chardev", `socket,id=qapi-ts,fd=${descriptor}`, "--monitor", "chardev=qapi-ts"];
}

function start<P extends Protocol>(options: LaunchOptions<P>): ChildProcess {
  const { binary, cwd, env, monitor = systemMonitor, stdout = "ignore" } = options;
  // libuv creates a pipe to a child as a socket pair, which a monitor can use as a socket.
  const stdio: StdioOptions = ["ignore", stdout, "pipe", "pipe"];
  const prefix = monitor === storageDaemonMonitor ? "--" : "-";
  const command = [...optionArguments(options, prefix), ...monitor(monitorDescriptor)];
  try {
    return spawn(binary, command, { stdio, cwd, env });
  } catch (cause) {
    // An invalid option. Other errors, such as too long a command line, are of the operating system.
    if (cause instanceof TypeError) throw cause;
    throw notStarted(options, cause);
  }
}

function notStarted({ binary, cwd }: Started, cause: unknown): LaunchError {
  const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  const folder = cwd === undefined ? "" : ` or the folder ${escapeText(cwd)}`;
  const reason = isMissing ? `the program${folder} does not exist` : messageOf(cause);
  return new LaunchError(`${escapeText(binary)} did not start: ${reason}`, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "an unknown error";
}

/** Calls `onStderr` so that its error is reported to `onProblem`. */
function stderrListener({
  onStderr,
  onProblem,
}: Pick<LaunchOptions, "onStderr" | "onProblem">): (text: string) => void {
  const report = problemReporter(onProblem);
  return (text) =>
    callBack(
      () => onStderr?.(text),
      (cause) => report(new ListenerError("onStderr failed", { cause })),
    );
}

function monitorOf(child: ChildProcess): Socket {
  const stream = child.stdio[monitorDescriptor];
  if (stream instanceof Socket) return stream;
  throw new LaunchError("the process has no socket for its monitor");
}

/** @param cause - undefined if the process ended by itself. */
function launchError({ binary }: Started, { code, signal, stderr }: ProcessEnd, cause: unknown): LaunchError {
  const end = code === null ? `was killed by ${signal ?? "a signal"}` : `exited with status ${code}`;
  const problem = cause instanceof Error ? `did not start: ${messageOf(cause)}` : end;
  const output = stderr.trim() === "" ? "" : `; stderr: ${escapeText(stderr.trim())}`;
  return new LaunchError(`${escapeText(binary)} ${problem}${output}`, { cause, received: stderr });
}

class LaunchedMachine<P extends Protocol> implements Launched<P> {
  readonly session: Session<P>;
  readonly #process: LaunchedProcess;
  readonly #clock: Clock;
  readonly #killTimeout: number;
  #stopping: Promise<ProcessEnd> | undefined;

  constructor(session: Session<P>, process: LaunchedProcess, clock: Clock, killTimeout: number) {
    this.session = session;
    this.#process = process;
    this.#clock = clock;
    this.#killTimeout = killTimeout;
    // The process cannot be controlled without its session.
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

  /** @param waitFirst - whether to wait before SIGTERM, because the process is ending or receives `quit`. */
  async #stop(waitFirst: boolean): Promise<ProcessEnd> {
    if (this.session.state === "connected") {
      const session: Session = this.session;
      // The reply does not matter: `stop` waits for the end of the process.
      session.call("quit", undefined, { timeout: this.#killTimeout }).catch(() => undefined);
    }
    if (waitFirst) {
      // QEMU discards the `quit` of a client that disconnects.
      const closed = this.session.closed.then(({ error }) => error && this.#process.exited);
      await Promise.race([this.#process.endsWithin(this.#clock, this.#killTimeout), closed]);
    }
    const end = await this.#process.end(this.#clock, this.#killTimeout);
    await this.session.close();
    return end;
  }
}
