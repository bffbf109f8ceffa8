import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentHash } from "../../../../generator/codegen/output/fingerprint.js";
import {
  manifestName,
  readManifest,
  writeManifest,
  type Manifest,
} from "../../../../generator/codegen/output/manifest.js";
import {
  inputsOf,
  nothingToRead,
  nothingToWrite,
  outputsOf,
  reusable,
  textOf,
} from "../../../../generator/codegen/output/cache.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const manifest: Manifest = {
  maker: "m",
  inputs: [{ path: "s.json", hash: contentHash("schema") }],
  outputs: [
    {
      path: "a.ts",
      hash: contentHash("ours 1\n\nours 2\n"),
      pieces: [
        { source: "s1", length: 7 },
        { source: "s2", length: 7 },
      ],
    },
  ],
  warnings: false,
};

test("reads the manifest that was written", () => {
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
])("ignores the invalid manifest %j", (text) => {
  expect(readManifest(temporaryFolder({ [manifestName]: text }))).toBeUndefined();
});

describe("changes since the previous run", () => {
  const schemaIn = (text: string): string => join(temporaryFolder({ "s.json": text }), "s.json");
  const isGenerated = (text: string): boolean => text.startsWith("ours");
  const files = new Map([["a.ts", "ours 1\n\nours 2\n"]]);

  test("finds no changes", () => {
    expect(nothingToRead(manifest, schemaIn("schema"))).toBe(true);
    expect(nothingToWrite(manifest, files, isGenerated)).toBe(true);
  });
  test("finds a changed input", () => {
    expect(nothingToRead(manifest, schemaIn("schema 2"))).toBe(false);
  });
  test("finds a missing input", () => {
    expect(nothingToRead(manifest, join(temporaryFolder(), "s.json"))).toBe(false);
  });
  test("finds a changed output", () => {
    expect(nothingToWrite(manifest, new Map([["a.ts", "ours b"]]), isGenerated)).toBe(false);
  });
  test("finds a missing output", () => {
    expect(nothingToWrite(manifest, new Map(), isGenerated)).toBe(false);
  });
  test("finds a superfluous generated file and ignores other files", () => {
    const more = (text: string): Map<string, string> => new Map([...files, ["b.ts", text]]);
    expect(nothingToWrite(manifest, more("ours b"), isGenerated)).toBe(false);
    expect(nothingToWrite(manifest, more("theirs"), isGenerated)).toBe(true);
  });
  test("reads the schema again if it had warnings", () => {
    expect(nothingToRead({ ...manifest, warnings: true }, schemaIn("schema"))).toBe(false);
  });
});

test("reuses texts by source hash, from unmodified files only", () => {
  const files = new Map([["a.ts", "ours 1\n\nours 2\n"]]);
  expect(Object.fromEntries(reusable(manifest, files))).toEqual({ s1: "ours 1\n", s2: "ours 2\n" });
  expect(reusable(manifest, new Map([["a.ts", "edited"]])).size).toBe(0);
  expect(reusable(manifest, new Map()).size).toBe(0);
  expect(reusable(undefined, files).size).toBe(0);
});

test("stores paths relative to the schema", () => {
  const inputs = inputsOf("/some/where/schema/s.json", [
    { path: "/some/where/schema/s.json", text: "schema" },
    { path: "/some/where/other/t.json", text: "t" },
  ]);
  expect(inputs.map((input) => input.path)).toEqual(["s.json", "../other/t.json"]);
  const pieces = [
    { source: "s1", text: "ours 1\n" },
    { source: "s2", text: "ours 2\n" },
  ];
  expect(textOf({ path: "a.ts", pieces })).toBe("ours 1\n\nours 2\n");
  expect(outputsOf([{ path: "a.ts", pieces }])).toEqual(manifest.outputs);
});
