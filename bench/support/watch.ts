import { spawn, type ChildProcessByStdio } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { root } from "./process.js";

/** A process that runs `qapi-ts generate --watch`. */
export class WatchedSchema {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessByStdio<null, Readable, null>) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the process and waits for its first run. */
  static async start(schema: string, out: string): Promise<WatchedSchema> {
    const main = join(root, "generator/dist/cli/main.js");
    const args = [main, "generate", schema, "--out", out, "--watch"];
    const watched = new WatchedSchema(
      spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] }),
    );
    await watched.#nextRun();
    return watched;
  }

  /** Appends to a schema file. Returns the time in ms until the bindings are written. */
  async append(file: string, text: string): Promise<number> {
    const start = performance.now();
    appendFileSync(file, text);
    await this.#nextRun();
    return performance.now() - start;
  }

  stop(): void {
    this.#child.kill();
  }

  async #nextRun(): Promise<void> {
    for (;;) {
      const line = await this.#lines.next();
      if (line.done === true) throw new Error("qapi-ts generate --watch ended");
      if (line.value.startsWith("[")) return;
    }
  }
}
