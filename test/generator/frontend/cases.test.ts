import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema, type SchemaReading } from "../../../generator/frontend/read-schema.js";

/** Each case is a schema that violates the rule of its file name. Its diagnostics are in the text file beside it. */
const folder = join(import.meta.dirname, "cases");

const cases = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.replace(".json", ""));

function read(name: string): Pick<SchemaReading, "diagnostics" | "sources"> {
  const entry = relative(process.cwd(), join(folder, `${name}.json`));
  const { diagnostics, notes, sources } = readSchema(entry, { documentationRules: true });
  return { diagnostics: name === "former-language" ? notes : diagnostics, sources };
}

describe("each diagnostic has a case", () => {
  test.each(cases)("%s", async (name) => {
    const { diagnostics } = read(name);
    expect(diagnostics.map(({ code }) => code)).toContain(name);
    const lines = diagnostics.map(({ position, code, message, definition, help }) => {
      const first = `${String(position.line)}:${String(position.column)}: ${code}: ${message}`;
      return [first, definition && `    in ${definition}`, help && `    help: ${help}`]
        .filter(Boolean)
        .join("\n");
    });
    await expect(lines.join("\n") + "\n").toMatchFileSnapshot(join(folder, `${name}.txt`));
  });
});

describe("a diagnostic points at the first name that its message quotes", () => {
  /** The messages about something that has no name. They start with one of these texts. */
  const unnamed = [
    // The position is the array element.
    "element ",
    // The position is the expression, or the draft function's element, that lacks or breaks something.
    "an expression must have one of the keys ",
    "a function of the signal draft must have ",
    // The position is the return type of a draft function, which has no key.
    '"returns" must be ',
    // The position is the token or character itself.
    "expected ",
    // The position is the beginning of the file.
    "this is ",
    "this string has no closing quote",
    "more than 200 levels",
    // The position is within a line of a documentation comment.
    "the '##' that ",
    "missing space after '#'",
    "the documentation comment before this is not closed",
    "this line ",
    "sentences must be ",
  ];

  test.each(cases)("%s", (name) => {
    const { diagnostics, sources } = read(name);
    for (const { message, position } of diagnostics) {
      const lines = sources.find(({ file }) => file === position.file)?.text.split("\n") ?? [];
      const text = (lines[position.line - 1] ?? "").slice(position.column - 1);
      const quoted = /"(?:[^"\\]|\\.)*"/.exec(message)?.[0];
      const isUnnamed = unnamed.some((start) => message.startsWith(start));
      if (quoted === undefined) expect(isUnnamed, message).toBe(true);
      else if (!isUnnamed) expect(startsWithName(text, JSON.parse(quoted) as string), message).toBe(true);
    }
  });

  /** The name itself, a string or key of the schema, an optional member, or a name in documentation. */
  function startsWithName(text: string, name: string): boolean {
    return [name, `'${name}`, `'*${name}`, `@${name}`].some((start) => text.startsWith(start));
  }
});

describe("names and keys are in double quotes, what to write in a schema in single quotes", () => {
  /** What to write: an expression, or a key with its value. */
  const notation = /\[ '.*\]|\{ '.*?\}|'boxed': true/g;

  test.each(cases)("%s", (name) => {
    const texts = read(name).diagnostics.flatMap(({ message, help = "" }) => [message, help]);
    const quoted = texts.flatMap((text) => text.replace(notation, "").match(/'[\w-]{2,}'/g) ?? []);
    expect(quoted).toEqual([]);
  });
});

describe("accepts valid schemas", () => {
  const accepted = join(import.meta.dirname, "accepted");
  test.each(readdirSync(accepted))("%s", (name) => {
    const { model, diagnostics } = readSchema(join(accepted, name), { documentationRules: true });
    expect(diagnostics).toEqual([]);
    expect(model?.definitions.length).toBeGreaterThan(0);
  });
});
