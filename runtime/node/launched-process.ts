import { spawn, type ChildProcess } from "node:child_process";
import { Socket } from "node:net";
import { type Clock, startTimer } from "../clock.js";
import { closeTimeout } from "../transport/transport.js";

/** How a process ended. */
export interface ProcessEnd {
  /** The exit status; null if a signal ended the process or it could not be started. */
  readonly code: number | null;
  /** The signal that ended the process. */
  readonly signal: NodeJS.Signals | null;
  /** The last 64 Ki characters of its standard error. */
  readonly stderr: string;
}

/** The kept part of the standard error, in characters. */
const maxStderr = 64 * 1024;

/** A started process, its standard error and its end. */
export class LaunchedProcess {
  readonly child: ChildProcess;
  /**
   * Resolves when the process has ended and all its output is read, or 1,000 ms after its end: another process that it has
   * started may keep its output open. Never rejects.
   */
  readonly exited: Promise<ProcessEnd>;
  #stderr = "";
  #ended = false;
  /** The reason why the process could not be started. */
  startError: Error | undefined;

  constructor(child: ChildProcess, onStderr: (text: string) => void) {
    this.child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-maxStderr);
      onStderr(text);
    });
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#ended = true;
        resolve({ code, signal, stderr: this.#stderr });
      };
      child.once("close", end);
      child.once("exit", () => {
        const timer = setTimeout(() => releaseStreams(child), closeTimeout);
        child.once("close", () => clearTimeout(timer));
      });
      child.once("error", (error) => {
        this.startError ??= error;
        if (child.pid === undefined) end(null, null);
      });
    });
  }

  /** Whether the process ends within a number of milliseconds. */
  endsWithin(clock: Clock, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancelTimeout = startTimer(clock, milliseconds, () => resolve(false));
      void this.exited.then(() => {
        cancelTimeout();
        resolve(true);
      });
    });
  }

  /** Ends the process with SIGTERM, and with SIGKILL after `killTimeout` milliseconds. */
  async end(clock: Clock, killTimeout: number): Promise<ProcessEnd> {
    if (!this.#ended) {
      this.child.kill("SIGTERM");
      if (!(await this.endsWithin(clock, killTimeout))) this.child.kill("SIGKILL");
    }
    return this.exited;
  }
}

/** Closes this program's ends of a process's streams. Its session ends with the monitor's. */
function releaseStreams({ stdio }: ChildProcess): void {
  for (const stream of stdio) stream?.destroy();
}

/**
 * Waits for a line, which means that the process has ended. If the input ends without a line, this program has died:
 * then the script ends the process with SIGTERM, and with SIGKILL after five seconds.
 */
const watchdogScript = `read -r done && exit
kill "$1" || exit
for second in 1 2 3 4 5; do
  sleep 1
  kill -0 "$1" || exit
done
kill -9 "$1"`;

/** Ends a process when this program exits, even if it is killed. */
export function killOnParentExit(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const watchdog = spawn("sh", ["-c", watchdogScript, "sh", String(pid)], {
    // Its own process group, so that an interrupt from the terminal does not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  // Without a shell, the process ends only if this program exits normally.
  watchdog.once("error", () => process.once("exit", kill));
  watchdog.stdin.on("error", () => undefined);
  watchdog.unref();
  // A pipe to a child is a socket, although its type is not.
  if (watchdog.stdin instanceof Socket) watchdog.stdin.unref();
  child.once("exit", () => {
    process.off("exit", kill);
    watchdog.stdin.end("done\n");
  });
}
