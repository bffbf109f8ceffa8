import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The conditions that are true in a binary of Debian's: facts about how it was configured. */
export function definesOf(name: string): ReadonlySet<string> {
  const text = readFileSync(join(import.meta.dirname, "../defines", `${name}.txt`), "utf8");
  return new Set(text.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
}
