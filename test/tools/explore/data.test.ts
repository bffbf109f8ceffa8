import { describe, expect, test } from "vitest";
import type { DefinitionLinks } from "../../../tools/explore/data/format.js";
import { dataOf, modelNames } from "./support/data.js";

const linksOf = (model: string, name: string): DefinitionLinks => {
  const links = dataOf(model).modules.find(({ links }) => name in links)?.links[name];
  if (links === undefined) throw new Error(`${model} has no ${name}`);
  return links;
};

describe.each(modelNames)("the data of %s", (model) => {
  const { index, modules } = dataOf(model);
  const definitions = modules.flatMap((module) => module.definitions);
  const names = new Set(definitions.map(({ name }) => name));

  test("has every definition of the index in the file of its module", () => {
    for (const [name, kind, module] of index.definitions) {
      const found = modules[module]?.definitions.find((definition) => definition.name === name);
      expect(found?.kind).toBe(kind);
    }
    expect(definitions.length).toBe(index.definitions.length);
  });

  test("links to definitions that exist, which refer to the linked one", () => {
    const texts = new Map(definitions.map((definition) => [definition.name, JSON.stringify(definition)]));
    for (const { links } of modules) {
      for (const [name, { usedBy = [] }] of Object.entries(links)) {
        for (const [user] of usedBy) expect(texts.get(user)).toContain(name);
      }
    }
  });

  test("links each type back to each definition that has it", () => {
    const typesIn = (value: unknown): readonly string[] => {
      if (typeof value !== "object" || value === null) return [];
      const own = "type" in value ? [JSON.stringify(value.type).replace(/[[\]"]/g, "")] : [];
      return [...own, ...Object.values(value).flatMap(typesIn)];
    };
    let count = 0;
    for (const definition of definitions) {
      for (const type of typesIn(definition)) {
        if (!names.has(type) || type === definition.name) continue;
        count += 1;
        const users = linksOf(model, type).usedBy?.map(([user]) => user);
        expect(users).toContain(definition.name);
      }
    }
    expect(count).toBeGreaterThan(10);
  });

  test("has a summary of every definition but those without documentation", () => {
    const without = index.definitions.filter(([, , , summary]) => summary === "").map(([name]) => name);
    expect(without).toEqual([]);
  });
});

test("versions are those with the definition, the oldest first", () => {
  expect(linksOf("qmp-11.1", "blockdev-add").versions).toEqual(["7.2", "10.0", "11.1"]);
  expect(linksOf("qmp-10.0", "query-migrationthreads").versions).toEqual(["10.0"]);
  expect(linksOf("qmp-10.0", "query-migrationthreads").last).toMatch(/^10\./);
  expect(linksOf("qmp-11.1", "stop").last).toBeUndefined();
});

test("members name the versions that lack them", () => {
  expect(linksOf("qmp-7.2", "migrate").members?.["blk"]).toEqual({ goneIn: "10.0" });
  expect(linksOf("qmp-11.1", "BlockdevOptionsFile").members?.["filename"]).toBeUndefined();
  expect(linksOf("qmp-11.1", "migrate").members?.["channels"]).toEqual({ addedIn: "10.0" });
});
