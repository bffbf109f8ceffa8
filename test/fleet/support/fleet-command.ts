import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../support/compile.js";
import { until } from "./until.js";

const main = join(root, "fleet/dist/cli/main.js");

/** A run of the built command `qmp-fleet`, which is interrupted when disposed. */
export class FleetCommand implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [main, ...args]);
    this.#ended = once(this.#child, "close");
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    process.once("exit", this.#kill);
  }

  /** Waits until the last line on standard error is this one. */
  async prints(line: string): Promise<void> {
    await until(() => {
      if (this.#child.exitCode !== null) throw new Error(`qmp-fleet ended: ${this.stderr}`);
      return this.stderr.trim().split("\n").at(-1) === line;
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for the end, and returns the exit code. */
  async end(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#kill);
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGTERM");
    await this.#ended;
  }

  readonly #kill = (): void => {
    this.#child.kill("SIGKILL");
  };
}
