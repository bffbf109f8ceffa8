import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const folder = resolve(import.meta.dirname, "../../schema/print/sentences");

type Sentences = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Returns the sentences of a file by name. */
function sentencesOf(file: string): [string, string][] {
  const content = JSON.parse(readFileSync(join(folder, file), "utf8")) as Sentences;
  return Object.entries(content).flatMap(([name, value]): [string, string][] =>
    typeof value === "string"
      ? [[name, value]]
      : Object.entries(value).map(([feature, sentence]): [string, string] => [
          `${name}: ${feature}`,
          sentence,
        ]),
  );
}

describe.each(["qmp.json", "qga.json", "features.json"])("%s", (file) => {
  const sentences = sentencesOf(file);

  test("contains one plain sentence for each name", () => {
    // No markup of reStructuredText or TSDoc, and no second sentence.
    const plain = /^[@A-Z][ -~]*\.$/;
    const invalid = sentences.filter(
      ([, text]) => !plain.test(text) || /[`*_|<>\\{}"]( |$)|[.!?:] +[A-Z]/.test(text),
    );
    expect(invalid).toEqual([]);
  });

  test("is sorted by name", () => {
    const names = sentences.map(([name]) => name);
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test("has no duplicate sentences for commands and events", () => {
    const texts = sentences.filter(([name]) => !name.includes(":")).map(([, text]) => text);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });
});
