import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/compile.js";

/** A fenced code block of a page. */
export interface Sample {
  /** The page and the number of the block: `docs/events.md#2`. */
  readonly name: string;
  /** The text after the opening fence: `ts`, `ts run`, `js`, `json`, `json tsconfig`, `qapi`, `sh`. */
  readonly language: string;
  readonly text: string;
}

/** The pages of the package's documentation, which npm's copy contains. */
export const packedPages: readonly string[] = [
  "README.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "examples/README.md",
  ...readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

/** All pages of the repository. */
export const pages: readonly string[] = [
  ...packedPages,
  "ARCHITECTURE.md",
  "runtime/ARCHITECTURE.md",
  "generator/ARCHITECTURE.md",
  "tools/ARCHITECTURE.md",
  "fleet/ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "generator/README.md",
  "fleet/README.md",
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
