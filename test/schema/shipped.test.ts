import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Definition, Model } from "../../generator/model/index.js";
import { printSchema } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { makeModel } from "../../generator/model/make-model.js";
import { readSentences } from "../../schema/print/document.js";
import { banner } from "../../schema/print/files.js";

const root = resolve(import.meta.dirname, "../..");
const sentences = join(root, "schema/print/sentences");

/** The definitions in QEMU's schema that no binary of Debian reports. */
const notReported = [
  "CPU_POLARIZATION_CHANGE",
  "get-win32-socket",
  "query-s390x-cpu-polarization",
  "set-cpu-topology",
];

/** The files that are never printed. */
const notPrinted = ["annotations.json", "extensions.json"];

const isMessage = ({ kind }: Definition): boolean => kind === "command" || kind === "event";

describe.each([
  { schema: "qmp", commands: 237, events: 55, types: 623, absent: notReported },
  { schema: "qga", commands: 44, events: 0, types: 47, absent: [] },
])("schema/$schema", ({ schema, absent, ...counts }) => {
  const folder = join(root, "schema", schema);
  const reading = readSchema(join(folder, "qapi-schema.json"), { documentationRules: true });
  const model = reading.model && withoutExtensions(reading.model);
  const definitions = model?.definitions ?? [];
  const { definitions: sentenceOf } = readSentences(sentences, schema);

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
      return overview?.lines.slice(0, overview.lines.indexOf("")).join(" ") !== sentenceOf.get(name);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test("has no sentences for missing definitions", () => {
    const unknown = [...sentenceOf.keys()].filter((name) => !model?.byName.has(name));
    expect(unknown).toEqual(absent);
  });

  test("links each command and event to QEMU's reference", () => {
    const address = /^https:\/\/www\.qemu\.org\/docs\/master\/interop\/qemu-(qmp|ga)-ref\.html#/;
    const links = definitions
      .filter(isMessage)
      .map(({ documentation }) => documentation?.body[0]?.lines.at(-1));
    expect(links.filter((link) => !address.test(link ?? ""))).toEqual([]);
  });

  test("refers only to existing names in its sentences", () => {
    const unknownNames = definitions.filter(isMessage).flatMap((definition) => {
      const known = model && namesFor(model, definition);
      const names = [...(sentenceOf.get(definition.name) ?? "").matchAll(/@([\w-]+)/g)].map(
        ([, name]) => name ?? "",
      );
      return names.filter((name) => known?.has(name) !== true).map((name) => `${definition.name}: ${name}`);
    });
    expect(unknownNames).toEqual([]);
  });

  test("equals the output of the printer", () => {
    if (!model) throw new Error("The schema is invalid");
    const header = ({ name }: { name: string }): string[] => headerOf(join(folder, `${name}.json`));
    const printed = printSchema(model, { header, pragmaModule: "pragma" });
    const own = printed.filter(({ path }) => path !== "extensions.json");
    for (const { path, text } of own) expect(readFileSync(join(folder, path), "utf8")).toBe(text);
    const paths = [...own.map(({ path }) => path), ...notPrinted];
    expect(readdirSync(folder).sort()).toEqual(paths.sort());
  });

  test("states its origin in each file", () => {
    const files = readdirSync(folder).filter((file) => !notPrinted.includes(file));
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8");
      expect(text.startsWith(`${banner}\n`)).toBe(true);
      expect(text).toContain("QEMU 10.0.2");
    }
  });
});

/** Removes the definitions that are not printed. */
function withoutExtensions(model: Model): Model {
  const modules = model.modules.map((module) =>
    module.name === "extensions" ? { ...module, definitions: [], freeForm: [] } : module,
  );
  return makeModel(
    modules,
    model.definitions.filter((definition) => definition.module !== "extensions"),
  );
}

/** Returns the names that a sentence may refer to: all definitions and the members of its definition. */
function namesFor(model: Model, definition: Definition): ReadonlySet<string> {
  const data = definition.kind === "command" || definition.kind === "event" ? definition.data : undefined;
  const type = data?.kind === "named" ? model.byName.get(data.type) : undefined;
  const members = data?.kind === "inline" ? data.members : type?.kind === "struct" ? type.members : [];
  return new Set([...model.byName.keys(), ...members.map(({ name }) => name)]);
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
