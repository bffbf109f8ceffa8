import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Definition, Model } from "../../generator/model/index.js";
import { printSchema } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { makeModel } from "../../generator/model/make-model.js";
import { banner } from "../../schema/print/files.js";
import { readSentences } from "../../schema/print/sentences.js";

const root = resolve(import.meta.dirname, "../..");
const sentences = join(root, "schema/sentences");

/** The files of a folder that are never printed. */
const notPrinted = ["annotations.json", "extensions.json"];

const isMessage = ({ kind }: Definition): boolean => kind === "command" || kind === "event";

describe.each([
  { schema: "qmp/11.1", version: "11.1.3", commands: 242, events: 57, types: 654 },
  { schema: "qmp/10.0", version: "10.0.2", commands: 237, events: 55, types: 623 },
  { schema: "qmp/7.2", version: "7.2.22", commands: 220, events: 52, types: 547 },
  { schema: "qsd", version: "11.1.3", commands: 77, events: 13, types: 346 },
  { schema: "qga", version: "11.1.1", commands: 44, events: 0, types: 47 },
])("schema/$schema", ({ schema, version, ...counts }) => {
  const folder = join(root, "schema", schema);
  const reading = readSchema(join(folder, "qapi-schema.json"), { documentationRules: true });
  const model = reading.model && withoutExtensions(reading.model);
  const definitions = model?.definitions ?? [];
  const sentenceOf = readSentences(join(sentences, schema === "qga" ? "qga" : "qmp"));

  test("passes all rules, including those for documentation", () => {
    expect(reading.diagnostics).toEqual([]);
  });

  test("contains the definitions of QEMU", () => {
    const commands = definitions.filter(({ kind }) => kind === "command").length;
    const events = definitions.filter(({ kind }) => kind === "event").length;
    const types = definitions.length - commands - events;
    expect({ commands, events, types }).toEqual(counts);
  });

  test("describes each command and event by its sentence", () => {
    const wrong = definitions.filter(isMessage).filter(({ name, documentation }) => {
      const [overview] = documentation?.body ?? [];
      const lines = overview?.lines ?? [];
      const text = (lines.includes("") ? lines.slice(0, lines.indexOf("")) : lines)
        .join(" ")
        .replaceAll(".  ", ". ");
      return text !== sentenceOf.get(name)?.sentence;
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test("links each command and event to QEMU's reference, except those that the newest version lacks", () => {
    const address =
      /^https:\/\/www\.qemu\.org\/docs\/master\/interop\/qemu-(qmp|ga|storage-daemon-qmp)-ref\.html#/;
    const unlinked = definitions
      .filter(isMessage)
      .filter(({ documentation }) => !address.test(documentation?.body[0]?.lines.at(-1) ?? ""))
      .map(({ name }) => name);
    expect(unlinked).toMatchSnapshot();
  });

  test("equals the output of the printer", () => {
    if (!model) throw new Error("The schema is invalid");
    const header = ({ name }: { name: string }): string[] => headerOf(join(folder, `${name}.json`));
    const printed = printSchema(model, { header, pragmaModule: "pragma" });
    const own = printed.filter(({ path }) => basename(path) !== "extensions.json");
    for (const { path, text } of own) expect(readFileSync(join(folder, path), "utf8")).toBe(text);
    const files = readdirSync(folder).filter((file) => !notPrinted.includes(file));
    expect(files.sort()).toEqual(own.map(({ path }) => path).sort());
  });

  test("states its origin in each file", () => {
    const files = readdirSync(folder).filter((file) => !notPrinted.includes(file));
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8");
      expect(text.startsWith(`${banner}\n`)).toBe(true);
      expect(text).toContain(`QEMU ${version}`);
    }
  });
});

/** Removes the definitions that are not printed. */
function withoutExtensions(model: Model): Model {
  const isExtension = (name: string): boolean => basename(name) === "extensions";
  const modules = model.modules.map((module) =>
    isExtension(module.name) ? { ...module, definitions: [], freeForm: [] } : module,
  );
  return makeModel(
    modules,
    model.definitions.filter((definition) => !isExtension(definition.module)),
  );
}

/** Returns the comment at the top of a file. */
function headerOf(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const header = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("#")),
  );
  return header.map((line) => line.replace(/^# ?/, ""));
}
