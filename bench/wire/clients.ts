import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { qemuSource } from "../support/qemu-source.js";
import { root } from "../support/process.js";
import { pinned, processors } from "./replay.js";
import { scenarios, type ScenarioName } from "./scenarios.js";

/** How to start a client's process, and which scenarios it supports. */
export interface Entry {
  readonly name: string;
  /** The command line of the process, without its arguments. */
  readonly command: readonly string[];
  /** The share of a scenario's size that a slow client runs, so that all rounds take about the same time. */
  readonly share: number;
  supports(scenario: ScenarioName): boolean;
}

/** The process of a client. */
export class Client {
  readonly entry: Entry;
  readonly #restart: () => Promise<Client>;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(entry: Entry, restart: () => Promise<Client>, child: ChildProcess) {
    this.entry = entry;
    this.#restart = restart;
    this.#child = child;
    if (child.stdout === null) throw new Error("the process has no standard output");
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Starts a client of the server at a path.
   * @param pinToProcessor - true runs it on the clients' processor; false runs it on any, and negotiates `oob`.
   */
  static async start(entry: Entry, path: string, pinToProcessor: boolean): Promise<Client> {
    const command = [...entry.command, entry.name, path, ...(pinToProcessor ? [] : ["oob"])];
    const [program, args] = pinToProcessor
      ? pinned(processors.clients, command)
      : [command[0] ?? "", command.slice(1)];
    const restart = (): Promise<Client> => Client.start(entry, path, pinToProcessor);
    const client = new Client(entry, restart, spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] }));
    await client.#answer();
    return client;
  }

  /** Runs a scenario. @returns milliseconds or bytes for each call, event, reply or session. */
  async run(scenario: ScenarioName): Promise<number> {
    const size = Math.ceil(scenarios[scenario].size * this.entry.share);
    this.#child.stdin?.write(`${JSON.stringify({ scenario, size })}\n`);
    return (await this.#answer()) / size;
  }

  /** Runs a scenario in a new process of the same client. */
  async runInFreshProcess(scenario: ScenarioName): Promise<number> {
    const client = await this.#restart();
    try {
      return await client.run(scenario);
    } finally {
      client.stop();
    }
  }

  stop(): void {
    this.#child.stdin?.end();
  }

  async #answer(): Promise<number> {
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`the process of ${this.entry.name} exited`);
    return (JSON.parse(answer.value) as { value?: number }).value ?? NaN;
  }
}

const node = [process.execPath, "--expose-gc", join(root, "dist/bench/wire/client.js")];
const anyScenario = (): boolean => true;
const comparable = (scenario: ScenarioName): boolean => scenarios[scenario].comparable;

/** Returns the floor, qapi-ts and the other available clients. Prints a line for a client that is not available. */
export function clientEntries(): readonly Entry[] {
  return [
    { name: "floor", command: node, share: 1, supports: anyScenario },
    { name: "qapi-ts", command: node, share: 1, supports: anyScenario },
    { name: "qemu-qmp", command: node, share: 0.5, supports: comparable },
    { name: "node-qemu", command: node, share: 0.1, supports: comparable },
    ...python(),
  ];
}

function python(): Entry[] {
  const library = join(qemuSource(), "python");
  if (!existsSync(join(library, "qemu/qmp"))) {
    console.error(`not measured: QEMU's Python library is not in ${library}`);
    return [];
  }
  const command = ["python3", join(root, "bench/wire/python-client.py"), library];
  // The library rejects messages of 16 MiB.
  const supports = (scenario: ScenarioName): boolean => comparable(scenario) && scenario !== "16 MiB reply";
  return [{ name: "python", command, share: 0.03, supports }];
}
