import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { OwnerOptions } from "qapi-ts-fleet";
import type { RequestStep } from "../../../fleet/owner/request-service.js";
import { root } from "../../support/compile.js";

/** What an owner does at a step of the first request of a command. */
export interface Fault {
  readonly step: RequestStep;
  /** Default: `count`. */
  readonly command?: string;
  readonly signal: "SIGKILL" | "SIGSTOP";
}

/** An owner in its own process, which is killed when disposed. It calls `startOwner` of the built package. */
export class OwnerProcess implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;
  #output = "";

  /** @param sockets - the monitors by the names of their machines. */
  constructor(options: Omit<OwnerOptions, "find">, sockets: Readonly<Record<string, string>>, fault?: Fault) {
    const program = join(root, "test/fleet/support/owner-program.mjs");
    this.#child = spawn(process.execPath, [program, JSON.stringify({ options, sockets, fault })]);
    this.#ended = once(this.#child, "exit");
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    process.once("exit", this.#kill);
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until the owner serves this machine. */
  async serves(machine: string): Promise<void> {
    await this.#until(() => this.#lastLine().includes(machine));
  }

  /** Waits until the process runs, and serves no machine. */
  async waits(): Promise<void> {
    await this.#until(() => this.#lastLine() === "serving ;");
  }

  async ended(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#ended;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#kill);
    this.#kill();
    await this.ended();
  }

  #lastLine(): string {
    return (
      this.#output
        .trim()
        .split("\n")
        .findLast((line) => line.startsWith("serving ")) ?? ""
    );
  }

  async #until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`the owner does not get there: ${this.#output}`);
      await sleep(20);
    }
  }

  readonly #kill = (): void => {
    this.#child.kill("SIGKILL");
  };
}
