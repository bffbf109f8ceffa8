import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentHash } from "../../../generator/output/hash.js";
import {
  manifestName,
  readManifest,
  writeManifest,
  type Manifest,
} from "../../../generator/output/manifest.js";
import { inputsOf, nothingChanged, outputsOf, reusable } from "../../../generator/output/memory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const manifest: Manifest = {
  maker: "m",
  inputs: [{ path: "s.json", hash: contentHash("schema") }],
  outputs: [{ path: "a.ts", source: "s1", hash: contentHash("ours a") }],
  warnings: false,
};

test("what is written is read again", () => {
  const folder = temporaryFolder();
  expect(readManifest(folder)).toBeUndefined();
  writeManifest(folder, manifest);
  expect(readManifest(folder)).toEqual(manifest);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  "{}",
  '{"maker":1}',
  JSON.stringify({ ...manifest, inputs: [{}] }),
  JSON.stringify({ ...manifest, outputs: 1 }),
])("a manifest that reads %j is none", (text) => {
  expect(readManifest(temporaryFolder({ [manifestName]: text }))).toBeUndefined();
});

describe("whether anything changed", () => {
  const schemaIn = (text: string): string => join(temporaryFolder({ "s.json": text }), "s.json");
  const isOurs = (text: string): boolean => text.startsWith("ours");
  const files = new Map([["a.ts", "ours a"]]);

  test("nothing did", () => {
    expect(nothingChanged(manifest, schemaIn("schema"), files, isOurs)).toBe(true);
  });
  test("an input did", () => {
    expect(nothingChanged(manifest, schemaIn("schema 2"), files, isOurs)).toBe(false);
  });
  test("an input is gone", () => {
    expect(nothingChanged(manifest, join(temporaryFolder(), "s.json"), files, isOurs)).toBe(false);
  });
  test("an output did", () => {
    expect(nothingChanged(manifest, schemaIn("schema"), new Map([["a.ts", "ours b"]]), isOurs)).toBe(false);
  });
  test("an output is gone", () => {
    expect(nothingChanged(manifest, schemaIn("schema"), new Map(), isOurs)).toBe(false);
  });
  test("a file of ours too many is there, but somebody else's does not matter", () => {
    const more = (text: string): Map<string, string> => new Map([...files, ["b.ts", text]]);
    expect(nothingChanged(manifest, schemaIn("schema"), more("ours b"), isOurs)).toBe(false);
    expect(nothingChanged(manifest, schemaIn("schema"), more("theirs"), isOurs)).toBe(true);
  });
  test("there are warnings to tell again", () => {
    expect(nothingChanged({ ...manifest, warnings: true }, schemaIn("schema"), files, isOurs)).toBe(false);
  });
});

test("a text is used again only where neither its source nor itself changed", () => {
  const files = new Map([["a.ts", "ours a"]]);
  const reused = (path: string, source: string, there: Map<string, string> = files): string[] => [
    ...reusable([{ path, source }], manifest, there).keys(),
  ];
  expect(reused("a.ts", "s1")).toEqual(["a.ts"]);
  expect(reused("a.ts", "s2")).toEqual([]);
  expect(reused("a.ts", "s1", new Map([["a.ts", "edited"]]))).toEqual([]);
  expect(reused("b.ts", "s1")).toEqual([]);
});

test("a manifest holds nothing of the machine: paths are relative to the schema", () => {
  const inputs = inputsOf("/some/where/schema/s.json", [
    { path: "/some/where/schema/s.json", text: "schema" },
    { path: "/some/where/other/t.json", text: "t" },
  ]);
  expect(inputs.map((input) => input.path)).toEqual(["s.json", "../other/t.json"]);
  expect(outputsOf([{ path: "a.ts", source: "s1" }], new Map([["a.ts", "ours a"]]))).toEqual(
    manifest.outputs,
  );
});
