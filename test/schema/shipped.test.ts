import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Definition, Model } from "../../generator/model/index.js";
import { printSchema } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { makeModel } from "../../generator/model/make-model.js";
import { banner } from "../../schema/print/header.js";
import { readSentences } from "../../schema/print/sentences.js";

const root = resolve(import.meta.dirname, "../..");
const sentences = join(root, "schema/print/sentences");

/** In QEMU's schema, and in no binary that Debian builds. */
const notOffered = [
  "CPU_POLARIZATION_CHANGE",
  "get-win32-socket",
  "query-s390x-cpu-polarization",
  "set-cpu-topology",
];

/** What is ours, and no print touches. */
const ours = ["annotations.json", "extensions.json"];

const isWord = ({ kind }: Definition): boolean => kind === "command" || kind === "event";

describe.each([
  { schema: "qmp", commands: 237, events: 55, types: 623, absent: notOffered },
  { schema: "qga", commands: 44, events: 0, types: 47, absent: [] },
])("schema/$schema", ({ schema, absent, ...counts }) => {
  const folder = join(root, "schema", schema);
  const reading = readSchema(join(folder, "qapi-schema.json"), { documentationRules: true });
  const model = reading.model && withoutExtensions(reading.model);
  const definitions = model?.definitions ?? [];
  const { definitions: said } = readSentences(sentences, schema);

  test("is sound, by today's rules of documentation too", () => {
    expect(reading.diagnostics).toEqual([]);
  });

  test("holds what QEMU offers", () => {
    const commands = definitions.filter(({ kind }) => kind === "command").length;
    const events = definitions.filter(({ kind }) => kind === "event").length;
    const types = definitions.length - commands - events;
    expect({ commands, events, types }).toEqual(counts);
  });

  test("says a sentence for each command and event, ours and no other's", () => {
    const wrong = definitions.filter(isWord).filter(({ name, documentation }) => {
      const [overview] = documentation?.body ?? [];
      return overview?.lines.slice(0, overview.lines.indexOf("")).join(" ") !== said.get(name);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test("has no sentence for what does not exist", () => {
    const unknown = [...said.keys()].filter((name) => !model?.byName.has(name));
    expect(unknown).toEqual(absent);
  });

  test("links each command and event to QEMU's reference", () => {
    const address = /^https:\/\/www\.qemu\.org\/docs\/master\/interop\/qemu-(qmp|ga)-ref\.html#/;
    const links = definitions.filter(isWord).map(({ documentation }) => documentation?.body[0]?.lines.at(-1));
    expect(links.filter((link) => !address.test(link ?? ""))).toEqual([]);
  });

  test("names in its sentences only what there is", () => {
    const strangers = definitions.filter(isWord).flatMap((definition) => {
      const known = model && namesNear(model, definition);
      const names = [...(said.get(definition.name) ?? "").matchAll(/@([\w-]+)/g)].map(
        ([, name]) => name ?? "",
      );
      return names.filter((name) => known?.has(name) !== true).map((name) => `${definition.name}: ${name}`);
    });
    expect(strangers).toEqual([]);
  });

  test("is what the printer prints: nobody has edited it", () => {
    if (!model) throw new Error("the schema is not sound");
    const header = ({ name }: { name: string }): string[] => headerOf(join(folder, `${name}.json`));
    const printed = printSchema(model, { header, pragmaModule: "pragma" });
    const own = printed.filter(({ path }) => path !== "extensions.json");
    for (const { path, text } of own) expect(readFileSync(join(folder, path), "utf8")).toBe(text);
    const paths = [...own.map(({ path }) => path), ...ours];
    expect(readdirSync(folder).sort()).toEqual(paths.sort());
  });

  test("says in each file where it is from", () => {
    const files = readdirSync(folder).filter((file) => !ours.includes(file));
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8");
      expect(text.startsWith(`${banner}\n`)).toBe(true);
      expect(text).toContain("QEMU 10.0.2");
    }
  });
});

/** What was printed: others may have put theirs beside it. */
function withoutExtensions(model: Model): Model {
  const modules = model.modules.map((module) =>
    module.name === "extensions" ? { ...module, definitions: [], freeForm: [] } : module,
  );
  return makeModel(
    modules,
    model.definitions.filter((definition) => definition.module !== "extensions"),
  );
}

/** The words around a sentence: everything that is defined, and the definition's own members. */
function namesNear(model: Model, definition: Definition): ReadonlySet<string> {
  const data = definition.kind === "command" || definition.kind === "event" ? definition.data : undefined;
  const type = data?.kind === "named" ? model.byName.get(data.type) : undefined;
  const members = data?.kind === "inline" ? data.members : type?.kind === "struct" ? type.members : [];
  return new Set([...model.byName.keys(), ...members.map(({ name }) => name)]);
}

/** The comment at the top of a file. */
function headerOf(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const header = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("#")),
  );
  return header.map((line) => line.replace(/^# ?/, ""));
}
