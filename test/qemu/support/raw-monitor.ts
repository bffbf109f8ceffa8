import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bareMachine } from "./machine.js";

/** The arguments that connect the storage daemon's monitor to its standard input and output. */
export const storageDaemonMonitor = ["--chardev", "stdio,id=monitor", "--monitor", "chardev=monitor"];

/** The timeout of an answer, in milliseconds. */
const answerTimeout = 5000;

/**
 * Exchanges text with a machine, independently of the runtime. If the machine ends, the next request starts a new one.
 * Each runs in an empty folder.
 */
export class RawMonitor implements Disposable {
  /** Every received line. */
  readonly received: string[] = [];
  readonly #folder: string = mkdtempSync(join(tmpdir(), "qapi-ts-requests-"));
  readonly #binary: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  #onAnswer: (line: string | undefined) => void = () => undefined;

  constructor(binary: string, args: readonly string[] = [...bareMachine, "-qmp", "stdio"]) {
    this.#binary = binary;
    this.#args = args;
    process.once("exit", this.#end);
  }

  /**
   * Sends a request and returns the line of the answer, or undefined if the machine ends or is busy. The request is
   * sent twice in that case, because an earlier request may have ended the machine.
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
      if (this.#child === child) this.#receive(line);
    });
    child.on("exit", () => {
      if (this.#child === child) this.#onAnswer(undefined);
    });
    // The exit of the machine reports a failed write.
    child.stdin.on("error", () => undefined);
    await new Promise((resolve) => (this.#onAnswer = resolve));
    await this.#send('{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}');
  }

  #receive(line: string): void {
    this.received.push(line);
    if (!line.includes('"event": ')) this.#onAnswer(line);
  }

  #send(text: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(undefined);
      }, answerTimeout);
      this.#onAnswer = (line) => {
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
