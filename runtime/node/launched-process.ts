import type { ChildProcess } from "node:child_process";
import type { Clock } from "../clock.js";

/** How a process ended. */
export interface ProcessEnd {
  /** Its exit status; null where a signal ended it, or where it never began. */
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | null;
  /** The last 64 KiB (characters) of what it wrote to its standard error. */
  readonly standardError: string;
}

const mostKept = 64 * 1024;

/** A process that was started, what it says on its standard error, and how it ends. */
export class LaunchedProcess {
  readonly child: ChildProcess;
  /** Fulfilled when the process has ended and all that it wrote has come. Never rejected. */
  readonly exited: Promise<ProcessEnd>;
  #standardError = "";
  #ended = false;
  /** Why the process could not be started. */
  failure: Error | undefined;

  constructor(child: ChildProcess, onStderr: (text: string) => void) {
    this.child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#standardError = (this.#standardError + text).slice(-mostKept);
      onStderr(text);
    });
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#ended = true;
        resolve({ code, signal, standardError: this.#standardError });
      };
      child.once("close", end);
      child.once("error", (error) => {
        this.failure ??= error;
        if (child.pid === undefined) end(null, null);
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether the process ends within so many milliseconds. */
  endsWithin(clock: Clock, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const stopClock = clock.after(milliseconds, () => {
        resolve(false);
      });
      void this.exited.then(() => {
        stopClock();
        resolve(true);
      });
    });
  }

  /** Ends the process: asked first, made to after so many milliseconds. */
  async end(clock: Clock, killTimeout: number): Promise<ProcessEnd> {
    if (!this.#ended) {
      this.child.kill("SIGTERM");
      if (!(await this.endsWithin(clock, killTimeout))) this.child.kill("SIGKILL");
    }
    return this.exited;
  }
}
