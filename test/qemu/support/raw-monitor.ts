import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bareMachine } from "./machine.js";

/** The arguments that make the storage daemon speak at its standard input and output. */
export const storageDaemonMonitor = ["--chardev", "stdio,id=monitor", "--monitor", "chardev=monitor"];

/** How long an answer may take. */
const patience = 5000;

/**
 * Speaks with machines in texts, which no client of ours has a part in. Where one ends, the next request has a new
 * one; each works in an empty folder.
 */
export class RawMonitor implements Disposable {
  /** Every line that came. */
  readonly received: string[] = [];
  readonly #folder: string = mkdtempSync(join(tmpdir(), "qapi-ts-requests-"));
  readonly #binary: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  #answered: (line: string | undefined) => void = () => undefined;

  constructor(binary: string, args: readonly string[] = [...bareMachine, "-qmp", "stdio"]) {
    this.#binary = binary;
    this.#args = args;
    process.once("exit", this.#end);
  }

  /**
   * The line that answers a request. Undefined where it ended the machine, or kept it busy: twice, since what ended
   * it the first time may have come before.
   */
  async ask(text: string): Promise<string | undefined> {
    return (await this.#askOnce(text)) ?? (await this.#askOnce(text));
  }

  [Symbol.dispose](): void {
    process.off("exit", this.#end);
    this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #askOnce(text: string): Promise<string | undefined> {
    if (this.#child === undefined) await this.#start();
    const answer = await this.#send(text);
    if (answer === undefined) this.#end();
    return answer;
  }

  async #start(): Promise<void> {
    const child = spawn(this.#binary, this.#args, {
      cwd: this.#folder,
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (this.#child === child) this.#take(line);
    });
    child.on("exit", () => {
      if (this.#child === child) this.#answered(undefined);
    });
    // A machine may end while it is written to; its exit tells.
    child.stdin.on("error", () => undefined);
    await new Promise((resolve) => (this.#answered = resolve));
    await this.#send('{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}');
  }

  #take(line: string): void {
    this.received.push(line);
    if (!line.includes('"event": ')) this.#answered(line);
  }

  #send(text: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(undefined);
      }, patience);
      this.#answered = (line) => {
        clearTimeout(timer);
        resolve(line);
      };
      this.#child?.stdin?.write(`${text}\n`);
    });
  }

  readonly #end = (): void => {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  };
}
