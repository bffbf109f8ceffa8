import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/compile.js";

/** A fenced block of a page. */
export interface Sample {
  /** The page and which of its blocks: `docs/sessions.md#2`. */
  readonly name: string;
  /** What stands behind the fence: `ts`, `ts run`, `json`, `qapi`, `sh`. */
  readonly language: string;
  readonly text: string;
}

/** Every page that a reader of the project is sent to. */
export const pages: readonly string[] = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "generator/README.md",
  ...readdirSync(join(root, "docs")).map((file) => `docs/${file}`),
];

export const samples: readonly Sample[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, language = "", code = ""], index) => ({
    name: `${page}#${String(index + 1)}`,
    language,
    text: code,
  }));
});

export function samplesIn(...languages: readonly string[]): readonly Sample[] {
  return samples.filter(({ language }) => languages.includes(language));
}
