import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../generator/frontend/read-schema.js";
import type { Model } from "../../generator/model/index.js";
import { partsOf } from "../../generator/model/queries.js";
import { parseBlocks } from "../../generator/codegen/tsdoc/restructured-text.js";
import { wrap } from "../../generator/print-schema/documentation.js";
import { readSentences, type DefinitionSentences } from "../../schema/print/sentences.js";
import { describeWithSource, schemas, versions } from "../qemu/support/sources.js";

const root = resolve(import.meta.dirname, "../../schema");

/** A sentence, what it describes, and where it is. */
interface Sentence {
  readonly place: string;
  readonly name: string;
  readonly text: string;
}

function sentencesOf(definition: string, { sentence, members, features }: DefinitionSentences): Sentence[] {
  const own = sentence === undefined ? [] : [{ place: definition, name: definition, text: sentence }];
  const parts = Object.entries({ ...members, ...features }).map(([name, text]) => ({
    place: `${definition}.${name}`,
    name,
    text,
  }));
  return [...own, ...parts];
}

function modelOf(entry: string): Model {
  const { model } = readSchema(entry);
  if (model === undefined) throw new Error(`${entry} is invalid`);
  return model;
}

const printed = {
  qmp: [...versions.map((version) => `qmp/${version}`), "qsd"],
  qga: ["qga"],
} as const;

/** Returns the words of a text, without punctuation. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .split(" ");
}

const fillers = new Set(["the", "a", "an", "of", "is", "its", "this"]);

/** Whether the text says nothing that the name does not. */
function spellsOut({ name, text }: Sentence): boolean {
  const parts = wordsOf(name);
  const words = wordsOf(text).filter((word) => !fillers.has(word));
  return words.every((word) =>
    parts.some((part) => part === word || `${part}s` === word || part === `${word}s`),
  );
}

describe.each(["qmp", "qga"] as const)("the sentences of %s", (protocol) => {
  const sentences = readSentences(join(root, "sentences", protocol));
  const all = [...sentences].flatMap(([name, each]) => sentencesOf(name, each));
  const where = (isWrong: (sentence: Sentence) => boolean): string[] =>
    all.filter(isWrong).map(({ place, text }) => `${place}: ${text}`);

  test("are in one file for each definition", () => {
    const folder = join(root, "sentences", protocol);
    const names = readdirSync(folder).flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(join(folder, file), "utf8")) as object),
    );
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.length).toBeGreaterThan(protocol === "qmp" ? 900 : 80);
  });

  test("have at most 160 characters", () => {
    expect(where(({ text }) => text.length > 160)).toEqual([]);
  });

  test("begin with a capital letter, a digit or a name, and end with a period", () => {
    expect(where(({ text }) => !/^[A-Z0-9@"].*[.]$/.test(text))).toEqual([]);
  });

  test("are printable ASCII without markup", () => {
    expect(where(({ text }) => /[^ -~]|[`|{}]|``|\*\*|<\/|  /.test(text))).toEqual([]);
  });

  test("are one paragraph, wherever the lines are broken", () => {
    const isBroken = ({ text }: Sentence): boolean =>
      [0, 4, 12, 30].some((reserved) => {
        const blocks = parseBlocks(wrap(text, reserved));
        return blocks.length !== 1 || blocks[0]?.kind !== "paragraph" || blocks[0].text !== text;
      });
    expect(where(isBroken)).toEqual([]);
  });

  test("add information to the name", () => {
    expect(where(spellsOut)).toEqual([]);
  });

  test("refer only to names of the schema", () => {
    const models = printed[protocol].map((each) => modelOf(join(root, each, "qapi-schema.json")));
    const definitions = models.flatMap((model) => model.definitions);
    const names = new Set([
      // QEMU's binaries do not report everything that has a sentence.
      ...all.map(({ name }) => name),
      ...definitions.flatMap((each) => [each, ...partsOf(each), ...each.features]).map(({ name }) => name),
    ]);
    const references = all.flatMap(({ place, text }) =>
      [...text.matchAll(/@([\w-]*\w)/g)].map(([, name = ""]) => ({ place, name })),
    );
    expect(references.length).toBeGreaterThan(protocol === "qmp" ? 1000 : 10);
    const unknown = references.filter(({ name }) => !names.has(name));
    expect(unknown.map(({ place, name }) => `${place}: @${name}`)).toEqual([]);
  });

  for (const version of versions) {
    describeWithSource(version, `and the documentation of QEMU ${version}`, (source) => {
      test("share no six words in a row", () => {
        const theirs = runsOf(documentationIn(source));
        const shared = all.flatMap(({ place, text }) =>
          [...runsOf(text)].filter((run) => theirs.has(run)).map((run) => `${place}: ${run}`),
        );
        expect(theirs.size).toBeGreaterThan(20_000);
        expect(shared).toEqual([]);
      });
    });
  }
});

describeWithSource("7.2", "the sentences and QEMU 7.2", (seven) => {
  describeWithSource("10.0", "10.0", (ten) => {
    describeWithSource("11.1", "and 11.1", (eleven) => {
      test("describe no definition that none of them has", () => {
        const entries = Object.values(schemas).flatMap((entry) =>
          [seven, ten, eleven].map((each) => join(each, entry)),
        );
        const definitions = new Set(entries.flatMap((entry) => [...modelOf(entry).byName.keys()]));
        const unknown = (["qmp", "qga"] as const).flatMap((protocol) =>
          [...readSentences(join(root, "sentences", protocol)).keys()].filter(
            (name) => !definitions.has(name),
          ),
        );
        expect(unknown).toEqual([]);
      });
    });
  });
});

/** Returns every run of six words. */
function runsOf(text: string): ReadonlySet<string> {
  const words = wordsOf(text);
  return new Set(words.slice(0, -5).map((_, at) => words.slice(at, at + 6).join(" ")));
}

/** Returns the comments of QEMU's schemas. */
function documentationIn(source: string): string {
  const files = ["qapi", "qga", "storage-daemon/qapi"].flatMap((folder) =>
    readdirSync(join(source, folder))
      .filter((file) => file.endsWith(".json"))
      .map((file) => join(source, folder, file)),
  );
  const lines = files.flatMap((file) => readFileSync(file, "utf8").split("\n"));
  return lines.filter((line) => line.startsWith("#")).join(" ");
}
