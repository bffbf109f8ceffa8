import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readModel } from "../../../../generator/export/model/read-model.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

async function problemsOf(text: string): Promise<readonly string[]> {
  const file = join(temporaryFolder({ "model.json": text }), "model.json");
  const { value, diagnostics } = await readModel(file);
  expect(value === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map(({ code, message, position }) => `${position.line}: ${code}: ${message}`);
}

function documentWith(...definitions: readonly object[]): string {
  const lines = definitions.map((each) => JSON.stringify({ module: "m", ...each }));
  return `{"formatVersion":1,"modules":[{"name":"m","file":"m.json"}],"definitions":[\n${lines.join(",\n")}\n]}`;
}

/** Device facts that lack a group. */
const incomplete = {
  version: "11.1.3",
  targets: ["x86_64"],
  enums: {},
  unavailable: [],
  devices: { disk: { shares: ["gone"], properties: {} } },
};

const command = { kind: "command", name: "stop", arguments: [] };

describe("a model file", () => {
  test("is read without the schema that it comes from", async () => {
    expect(await problemsOf(documentWith(command))).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ["is not JSON", "{", ["1: model-syntax: invalid JSON: close brace expected"]],
    [
      "has another version of the format",
      documentWith(command).replace(":1", ":2"),
      [
        '1: model-shape: "formatVersion" must be 1, the version of the format that this version of qapi-ts reads',
      ],
    ],
    [
      "lacks a member",
      documentWith({ kind: "struct", name: "A" }),
      [
        '2: model-shape: missing member "members" in "definitions.0"',
        '2: model-shape: "definitions.0" must be a definition of kind "struct"',
      ],
    ],
    [
      "names a type that it does not define",
      documentWith(command, { ...command, name: "go", returns: "Gone" }),
      ['3: unknown-type: the return type "Gone" is not defined'],
    ],
    [
      "defines a name twice",
      documentWith(command, command),
      ['3: model-shape: "definitions.1.name" must be another name than that of "definitions.0"'],
    ],
    [
      "has a definition of no module",
      documentWith({ ...command, module: "other" }),
      ['2: model-shape: "definitions.0.module" must be the name of a module'],
    ],
    [
      "has a device whose group is missing",
      `${documentWith(command).slice(0, -1)},\n"devices":${JSON.stringify(incomplete)}}`,
      ['4: model-shape: "devices.devices.disk.shares.0" must be a group of "shared"'],
    ],
    [
      "has a definition that the language does not permit",
      documentWith({ kind: "struct", name: "Disk", base: "Disk", members: [] }),
      ['2: recursive-base: the base "Disk" makes struct "Disk" its own base'],
    ],
  ])("is reported with the position in the file if it %s", async (_, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });

  test("is reported if it is nested too deeply", async () => {
    const deep = `${'{"not":'.repeat(600)}"A"${"}".repeat(600)}`;
    const text = documentWith(command).replace('"name":"stop"', `"name":"stop","condition":${deep}`);
    expect(await problemsOf(text)).toEqual([
      "2: model-syntax: invalid JSON: more than 500 levels of nesting",
    ]);
  });
});
