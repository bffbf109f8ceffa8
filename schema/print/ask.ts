/**
 * Asks QEMU binaries what they offer, and writes each one's answer to a file that `main.ts` reads. The binaries are
 * started one after the other, without a machine, and asked over their standard input and output.
 *
 * usage: npm run schema:ask -- --out DIR BINARY...
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { parseArgs } from "node:util";
import { JsonReader } from "qapi-ts-generator";

const usage = "usage: npm run schema:ask -- --out DIR BINARY...";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { out: { type: "string" } }, allowPositionals: true });
  if (values.out === undefined || positionals.length === 0) {
    console.error(usage);
    return 2;
  }
  mkdirSync(values.out, { recursive: true });
  for (const path of positionals) {
    const binary = basename(path);
    const answer = { binary, ...(await ask(path, binary)) };
    writeFileSync(join(values.out, `${binary}.json`), `${JSON.stringify(answer, null, 1)}\n`);
  }
  return 0;
}

async function ask(path: string, binary: string): Promise<{ version: unknown; schema: unknown }> {
  const child = spawn(path, argumentsFor(binary), { stdio: ["pipe", "pipe", "inherit"] });
  await once(child, "spawn");
  const closed = once(child, "close");
  const dialogue = new Dialogue(child.stdin, child.stdout, binary);
  await dialogue.execute("qmp_capabilities");
  const version = await dialogue.execute("query-version");
  const schema = await dialogue.execute("query-qmp-schema");
  await dialogue.execute("quit");
  await closed;
  return { version, schema };
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

process.exitCode = await main();
