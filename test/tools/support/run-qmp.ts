import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../support/compile.js";

/** The built command. */
const main = join(root, "tools/dist/cli/main.js");

/** The result of a run. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The standard input. Default: empty. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command in a child process, for a minute at most. */
export async function runQmp(
  args: readonly string[],
  { input = "", env = {} }: RunOptions = {},
): Promise<Run> {
  const child = spawnQmp(args, env);
  child.stdin.end(input);
  const limit = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await once(child, "close")) as [number | null];
  clearTimeout(limit);
  const [stdout, stderr] = await outputs;
  return { status, stdout, stderr };
}

/** Runs the command, and returns what it printed. @throws Error with its standard error if it fails. */
export async function qmp(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await runQmp(args, options);
  if (status !== 0) throw new Error(`qmp ${args.join(" ")} exited with ${String(status)}: ${stderr}`);
  return stdout;
}

/** A command that runs until it is interrupted. */
export class RunningQmp implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawnQmp(args, env);
    this.#closed = once(this.#child, "close");
    this.#child.stdout.setEncoding("utf8").on("data", (chunk: string) => (this.stdout += chunk));
    this.#child.stderr.setEncoding("utf8").on("data", (chunk: string) => (this.stderr += chunk));
  }

  /** Waits until the output matches. @throws Error with the output if the command ends, or after half a minute. */
  async until(matches: (run: this) => boolean): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!matches(this)) {
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`not printed: ${matches.toString()}\n${this.stdout}\n${this.stderr}`);
      }
      await sleep(20);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for the end, and returns the exit code. */
  async end(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#closed;
  }
}

function spawnQmp(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
}
