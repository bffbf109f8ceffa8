import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import envPaths from "env-paths";
import { Redactor } from "qapi-ts/observe";
import { singleLine } from "qapi-ts-generator/text";
import type { Request } from "../requests/request.js";
import { stringifyExactly } from "../output/json.js";

/** The most entries that are kept. */
const maxEntries = 1000;

/** Text that may hold a secret, in an input that cannot be read as a request. */
const maybeSecret = /passw|secret|passphrase|token|cookie/i;

/** The file of the history: `~/.local/share/qapi-ts-tools/history` on Linux. */
export function historyFile(): string {
  return join(envPaths("qapi-ts-tools", { suffix: "" }).data, "history");
}

/** The commands of former shells, in a file that only its owner can read. */
export class History {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Returns the entries, the latest first. Shortens a file that has grown. */
  load(): string[] {
    const all = this.#read();
    const kept = all.slice(-maxEntries);
    if (all.length > 2 * maxEntries) this.#replace(kept);
    return kept.reverse();
  }

  /** Adds an entry. A history that cannot be written does not matter. */
  add(entry: string): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      appendFileSync(this.#file, `${entry}\n`, { mode: 0o600 });
      // The mode above is that of a new file.
      chmodSync(this.#file, 0o600);
    } catch {
      // The next shell lacks the entry.
    }
  }

  #read(): string[] {
    try {
      const lines = readFileSync(this.#file, "utf8").split("\n");
      return lines.filter((line) => line !== "" && singleLine(line) === line);
    } catch {
      return [];
    }
  }

  #replace(entries: readonly string[]): void {
    const temporary = `${this.#file}.${process.pid}`;
    try {
      writeFileSync(temporary, `${entries.join("\n")}\n`, { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch {
      // The next shell tries again.
    }
  }
}

/**
 * Returns the entry of an input; undefined if it holds a secret, or characters that a terminal obeys.
 * @param request - what the input was read as; undefined if it is invalid.
 */
export function historyEntry(input: string, request: Request | undefined): string | undefined {
  const entry = input.replace(/\s*\n\s*/g, " ").trim();
  const holdsSecret = request === undefined ? maybeSecret.test(entry) : hasSecret(request);
  return entry === "" || holdsSecret || singleLine(entry) !== entry ? undefined : entry;
}

function hasSecret({ execute, arguments: args }: Request): boolean {
  const redacted = new Redactor().arguments(execute, args);
  return stringifyExactly(redacted) !== stringifyExactly(args);
}
