import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { qemuSource } from "../support/qemu-source.js";
import { root } from "../support/process.js";
import { pinned, processors } from "./replay.js";
import { scenarios, type ScenarioName } from "./scenarios.js";

/** How to start a contender's process, and what it can be given to do. */
export interface Entry {
  readonly name: string;
  readonly line: readonly string[];
  /** A slow one is given less to do, so that its rounds are as long as anybody's. */
  readonly share: number;
  can(scenario: ScenarioName): boolean;
}

/** A contender's process. */
export class Client {
  readonly entry: Entry;
  readonly #again: () => Promise<Client>;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(entry: Entry, again: () => Promise<Client>, child: ChildProcess) {
    this.entry = entry;
    this.#again = again;
    this.#child = child;
    if (child.stdout === null) throw new Error("the process has no standard output");
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts one that drives the server at this path: `bound` to the clients' processor, or free and with `oob`. */
  static async start(entry: Entry, path: string, bound: boolean): Promise<Client> {
    const line = [...entry.line, entry.name, path, ...(bound ? [] : ["oob"])];
    const [program, args] = bound ? pinned(processors.clients, line) : [line[0] ?? "", line.slice(1)];
    const again = (): Promise<Client> => Client.start(entry, path, bound);
    const client = new Client(entry, again, spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] }));
    await client.#answer();
    return client;
  }

  /** Runs a scenario. @returns what it measured, for each call, event or reply. */
  async run(scenario: ScenarioName): Promise<number> {
    const size = Math.ceil(scenarios[scenario].size * this.entry.share);
    this.#child.stdin?.write(`${JSON.stringify({ scenario, size })}\n`);
    return (await this.#answer()) / size;
  }

  /** Runs a scenario in another process of the same kind, in which nothing else has happened. */
  async runAfresh(scenario: ScenarioName): Promise<number> {
    const client = await this.#again();
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
    if (answer.done === true) throw new Error(`the process of ${this.entry.name} ended`);
    return (JSON.parse(answer.value) as { value?: number }).value ?? NaN;
  }
}

const node = [process.execPath, "--expose-gc", join(root, "dist/bench/wire/client.js")];
const all = (): boolean => true;
const peers = (scenario: ScenarioName): boolean => scenarios[scenario].peers;

/** Ours, the floor, and every peer that can be had; a line says which one cannot, and why. */
export function entries(): readonly Entry[] {
  return [
    { name: "floor", line: node, share: 1, can: all },
    { name: "qapi-ts", line: node, share: 1, can: all },
    { name: "qemu-qmp", line: node, share: 0.5, can: peers },
    { name: "node-qemu", line: node, share: 0.1, can: peers },
    ...python(),
  ];
}

function python(): Entry[] {
  const library = join(qemuSource(), "python");
  if (!existsSync(join(library, "qemu/qmp"))) {
    console.error(`not measured: QEMU's Python library, because it is not in ${library}`);
    return [];
  }
  const line = ["python3", join(root, "bench/wire/peer.py"), library];
  // It refuses messages as long as the big reply.
  const can = (scenario: ScenarioName): boolean => peers(scenario) && scenario !== "16 MiB reply";
  return [{ name: "python", line, share: 0.03, can }];
}
