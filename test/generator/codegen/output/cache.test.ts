import { readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  contentHash,
  inputsOf,
  nothingToRead,
  nothingToWrite,
  outputsOf,
  readManifest,
  reusable,
  writeManifest,
  writtenBy,
  type Manifest,
  type RunIdentity,
} from "../../../../generator/codegen/output/manifest.js";
import { textOf } from "../../../../generator/codegen/printer.js";
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

/** A project, and a run whose output folder is in it. */
function projectRun(files: Readonly<Record<string, string>> = {}): { folder: string; run: RunIdentity } {
  const folder = realpathSync(
    temporaryFolder({ "package.json": "{}", "node_modules/x/package.json": "{}", ...files }),
  );
  return { folder, run: { out: join(folder, "src/out"), schema: join(folder, "s.json"), name: "Qmp" } };
}

const cache = "node_modules/.cache/qapi-ts";

test("reads the manifest that was written, in node_modules/.cache/qapi-ts", () => {
  const { folder, run } = projectRun();
  expect(readManifest(run)).toBeUndefined();
  expect(readdirSync(join(folder, "node_modules"))).toEqual(["x"]);
  writeManifest(run, manifest);
  expect(readManifest(run)).toEqual(manifest);
  expect(readdirSync(join(folder, cache))).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.json$/)]);
});

test.each([
  ["another output folder", { out: "/elsewhere" }],
  ["another schema", { schema: "/elsewhere/s.json" }],
  ["another name", { name: "Qga" }],
])("keeps the manifest of %s apart", (_, other) => {
  const { run } = projectRun();
  writeManifest(run, manifest);
  expect(readManifest({ ...run, ...other })).toBeUndefined();
});

test.each([
  "",
  "{",
  "null",
  "[]",
  "{}",
  '{"maker":1}',
  "[".repeat(100_000),
  JSON.stringify({ ...manifest, inputs: [{}] }),
  JSON.stringify({ ...manifest, outputs: 1 }),
])("ignores the invalid manifest %.40j", (text) => {
  const { folder, run } = projectRun();
  writeManifest(run, manifest);
  for (const name of readdirSync(join(folder, cache))) writeFileSync(join(folder, cache, name), text);
  expect(readManifest(run)).toBeUndefined();
});

test.each(["node_modules", "node_modules/.cache", "node_modules/.cache/qapi-ts"])(
  "does not write through a symbolic link at %s",
  (link) => {
    const { folder, run } = projectRun({ "node_modules/.cache/x": "" });
    const elsewhere = temporaryFolder();
    rmSync(join(folder, link), { recursive: true, force: true });
    symlinkSync(elsewhere, join(folder, link));
    writeManifest(run, manifest);
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(readManifest(run)).toEqual(manifest);
  },
);

test("replaces a symbolic link that has the name of the manifest", () => {
  const { folder, run } = projectRun();
  const other = join(temporaryFolder({ bashrc: "mine" }), "bashrc");
  writeManifest(run, manifest);
  const [name = ""] = readdirSync(join(folder, cache));
  rmSync(join(folder, cache, name));
  symlinkSync(other, join(folder, cache, name));
  writeManifest(run, manifest);
  expect(readFileSync(other, "utf8")).toBe("mine");
  expect(readManifest(run)).toEqual(manifest);
});

describe("changes since the previous run", () => {
  const schemaIn = (text: string): string => join(temporaryFolder({ "s.json": text }), "s.json");
  const files = new Map([["a.ts", "ours 1\n\nours 2\n"]]);

  test("finds no changes", () => {
    expect(nothingToRead(manifest, schemaIn("schema"))).toBe(true);
    expect(nothingToWrite(manifest, files)).toBe(true);
  });
  test("finds a changed input", () => {
    expect(nothingToRead(manifest, schemaIn("schema 2"))).toBe(false);
  });
  test("finds a missing input", () => {
    expect(nothingToRead(manifest, join(temporaryFolder(), "s.json"))).toBe(false);
  });
  test("finds a changed output", () => {
    expect(nothingToWrite(manifest, new Map([["a.ts", "ours b"]]))).toBe(false);
  });
  test("finds a missing output", () => {
    expect(nothingToWrite(manifest, new Map())).toBe(false);
  });
  test("recognizes the files that the previous run wrote", () => {
    const isOwn = writtenBy(manifest);
    expect(isOwn("a.ts", "ours 1\n\nours 2\n")).toBe(true);
    expect(isOwn("a.ts", "ours 1\n\nours 3\n")).toBe(false);
    expect(isOwn("b.ts", "ours 1\n\nours 2\n")).toBe(false);
    expect(writtenBy(undefined)("a.ts", "ours 1\n\nours 2\n")).toBe(false);
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
