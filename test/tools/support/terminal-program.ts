import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import xterm from "@xterm/headless";
import { root } from "../../support/compile.js";

export interface TerminalOptions {
  readonly rows?: number;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command `qmp` in a pseudo-terminal, and emulates the terminal. */
export class TerminalProgram implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  readonly terminal: xterm.Terminal;
  /** What the program wrote, with the controls. */
  output = "";
  /** Everything that was typed. */
  typed = "";

  constructor(args: readonly string[], { rows = 30, columns = 110, env = {} }: TerminalOptions = {}) {
    this.terminal = new xterm.Terminal({ rows, cols: columns, allowProposedApi: true, scrollback: 2000 });
    const script = join(import.meta.dirname, "pseudo_terminal.py");
    const main = join(root, "tools/dist/cli/main.js");
    this.#child = spawn("python3", [script, String(rows), String(columns), process.execPath, main, ...args], {
      env: { ...process.env, TERM: "xterm-256color", ...env },
    });
    this.#closed = once(this.#child, "close");
    this.#child.stdout.on("data", (chunk: Buffer) => {
      this.output += chunk.toString("latin1");
      this.terminal.write(chunk);
    });
    this.#child.stderr.on("data", (chunk: Buffer) => (this.output += chunk.toString("latin1")));
  }

  /** Types characters and other keys: Tab, Enter, controls, escape sequences. */
  type(text: string): void {
    this.typed += text;
    this.#child.stdin.write(text);
  }

  /** Returns the rows on the screen and above it, without the spaces at their ends. */
  get rows(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? "");
  }

  /** Returns the row of the cursor, up to the cursor. */
  get beforeCursor(): string {
    const { active } = this.terminal.buffer;
    return active.getLine(active.baseY + active.cursorY)?.translateToString(false, 0, active.cursorX) ?? "";
  }

  /** Waits until the screen satisfies a condition. @throws Error with the screen, after half a minute. */
  async until(condition: (screen: string, beforeCursor: string) => boolean): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const screen = this.rows.join("\n").trimEnd();
      if (condition(screen, this.beforeCursor)) return;
      if (Date.now() > deadline) {
        throw new Error(
          `not shown: ${condition.toString()}\n${screen}\n[${this.beforeCursor}]\n${this.output.slice(-2000)}`,
        );
      }
      await sleep(15);
    }
  }

  /** Waits until the row of the cursor is as expected. */
  async line(expected: string): Promise<void> {
    await this.until((_, before) => before === expected);
  }

  /** Waits for the end, and returns the exit code. */
  async end(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    this.#child.stdin.destroy();
    await this.#closed;
  }
}
