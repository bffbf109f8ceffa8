import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { JsonReader } from "qapi-ts-generator";

/** What is written down of one binary: `readAnswers` reads it. */
export interface WrittenAnswer {
  readonly binary: string;
  /** Its answer to `query-version`. */
  readonly version: unknown;
  /** Its answer to `query-qmp-schema`. */
  readonly schema: unknown;
}

/** Starts a QEMU binary without a machine, asks it over its standard input and output, and ends it. */
export async function askBinary(path: string): Promise<WrittenAnswer> {
  const binary = basename(path);
  const child = spawn(path, argumentsFor(binary), { stdio: ["pipe", "pipe", "inherit"] });
  await once(child, "spawn");
  const closed = once(child, "close");
  // Where the process has gone, the missing reply says so.
  child.stdin.on("error", () => undefined);
  try {
    const dialogue = new Dialogue(child.stdin, child.stdout, binary);
    await dialogue.execute("qmp_capabilities");
    const version = await dialogue.execute("query-version");
    const schema = await dialogue.execute("query-qmp-schema");
    await dialogue.execute("quit");
    return { binary, version, schema };
  } finally {
    child.kill();
    await closed;
  }
}

function argumentsFor(binary: string): string[] {
  if (binary === "qemu-storage-daemon")
    return ["--chardev", "stdio,id=monitor", "--monitor", "chardev=monitor"];
  return ["-M", "none", "-display", "none", "-nodefaults", "-qmp", "stdio"];
}

/** One command after the other, each with its reply. */
class Dialogue {
  readonly #input: Writable;
  readonly #lines: AsyncIterator<string>;
  readonly #peer: string;

  constructor(input: Writable, output: Readable, peer: string) {
    this.#input = input;
    this.#lines = createInterface({ input: output })[Symbol.asyncIterator]();
    this.#peer = peer;
  }

  /** The greeting and events have no id, so they are passed over. */
  async execute(command: string): Promise<unknown> {
    this.#input.write(`${JSON.stringify({ execute: command, id: command })}\n`);
    for (;;) {
      const line = await this.#lines.next();
      if (line.done === true) throw new Error(`${this.#peer} ended without a reply to ${command}`);
      const message = new JsonReader(JSON.parse(line.value), `${this.#peer}: ${command}`);
      if (message.optional("id")?.string() === command) return message.member("return").value;
    }
  }
}
