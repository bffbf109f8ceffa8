import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../../generator/config/read-config.js";
import { formatDiagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const cases = join(import.meta.dirname, "cases");

describe("an invalid config", () => {
  const names = readdirSync(cases).filter((name) => name.endsWith(".json"));
  test.each(names)("%s", async (name) => {
    const { targets, diagnostics, source } = await readConfig(join(cases, name));
    expect(targets).toEqual([]);
    const text = diagnostics.map((each) => formatDiagnostic(each, [source])).join("");
    await expect(text.replaceAll(`${cases}/`, "")).toMatchFileSnapshot(
      join(cases, name.replace(".json", ".txt")),
    );
  });
});

test("resolves paths relative to the config and applies the defaults", async () => {
  const folder = temporaryFolder({
    "sub/config.json": `// A comment.
      { "$schema": "./node_modules/qapi-ts-generator/schemas/config.json", "targets": [
        { "schema": "../schema/s.json", "out": "out" },
        { "schema": "/abs.json", "out": "../b", "name": "Qga", "runtime": "../../runtime/index.js",
          "reference": "https://example.com/#{kind}-{name}", "define": ["CONFIG_X"],
          "importExtension": "ts", "validators": true, "annotations": "a.json" },
      ] }`,
  });
  const { targets, diagnostics } = await readConfig(join(folder, "sub/config.json"));
  expect(diagnostics).toEqual([]);
  const lines = targets.map(({ namedAt }) => [...(namedAt ?? [])].map(([file, { line }]) => [file, line]));
  expect(lines).toEqual([
    [[join(folder, "schema/s.json"), 3]],
    [
      ["/abs.json", 4],
      [join(folder, "sub/a.json"), 6],
      ["define CONFIG_X", 5],
    ],
  ]);
  expect(targets).toEqual([
    {
      schema: join(folder, "schema/s.json"),
      out: join(folder, "sub/out"),
      name: "Qmp",
      runtime: "qapi-ts/codegen",
      reference: undefined,
      defines: undefined,
      namedAt: expect.any(Map) as unknown,
    },
    {
      schema: "/abs.json",
      out: join(folder, "b"),
      name: "Qga",
      runtime: "../../runtime/index.js",
      reference: "https://example.com/#{kind}-{name}",
      defines: ["CONFIG_X"],
      importExtension: "ts",
      validators: true,
      annotations: join(folder, "sub/a.json"),
      namedAt: expect.any(Map) as unknown,
    },
  ]);
});
