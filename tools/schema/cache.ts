import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import envPaths from "env-paths";

/** The folder of cached schemas: `~/.cache/qapi-ts-tools` on Linux. */
function folder(): string {
  return envPaths("qapi-ts-tools", { suffix: "" }).cache;
}

/** Returns a cached answer to `query-qmp-schema`, or undefined. */
export function readCache(key: string): unknown {
  try {
    return JSON.parse(readFileSync(fileOf(key), "utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** Keeps an answer. A cache that cannot be written does not matter. */
export function writeCache(key: string, answer: unknown): void {
  const file = fileOf(key);
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, JSON.stringify(answer), { mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    // The next run queries the server again.
  }
}

function fileOf(key: string): string {
  return join(folder(), `schema-${key}.json`);
}
