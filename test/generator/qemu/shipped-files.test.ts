import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readAnnotated, readSchema } from "../../../generator/frontend/read-schema.js";
import { recognizeQemu } from "../../../generator/qemu/shipped-files.js";
import { root } from "../../support/compile.js";
import { runCompiled } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("recognizeQemu", () => {
  test.each([
    ["schema/qmp/11.1/qapi-schema.json", "qmp"],
    ["schema/qmp/10.0/qapi-schema.json", "qmp"],
    ["schema/qmp/7.2/qapi-schema.json", "qmp"],
    ["schema/qsd/qapi-schema.json", "qmp"],
    ["schema/qga/qapi-schema.json", "qga"],
    ["examples/daemon/schema.json", undefined],
  ] as const)("takes %s for %s", (file, protocol) => {
    const { model } = readSchema(join(root, file));
    expect(model && recognizeQemu(model.byName)).toBe(protocol);
  });

  test("does not take a daemon for QEMU because it has a command of that name", () => {
    const names = ["qmp_capabilities", "query-version", "query-qmp-schema", "quit", "object-add"];
    expect(recognizeQemu(new Set(names))).toBeUndefined();
  });
});

/** A schema that is QEMU's by its names, and has few of the names of the annotations, one of them otherwise. */
const schema = [
  ...["query-version", "blockdev-add", "object-add", "job-cancel"].map((name) => `{ 'command': '${name}' }`),
  "{ 'event': 'BLOCK_IO_ERROR', 'data': { 'device': 'str' } }",
  "{ 'event': 'BLOCK_JOB_COMPLETED', 'data': { 'device': [ 'str' ] } }",
  "{ 'command': 'block-commit' }",
].join("\n");

describe("the annotations of QEMU", () => {
  const folderOf = (): string => temporaryFolder({ "schema.json": schema });

  test("apply as far as the schema fits, and nothing is reported", async () => {
    const { annotations, diagnostics } = await readAnnotated(join(folderOf(), "schema.json"), undefined, {
      recognize: true,
    });
    expect(diagnostics).toEqual([]);
    expect(annotations?.effects.get("job-cancel")).toBe("change");
    expect(annotations?.effects.get("query-version")).toBe("read");
    expect([...(annotations?.completions.keys() ?? [])]).toEqual([]);
  });

  test.each([
    [[], true],
    [["--annotations", "qemu"], true],
    [["--annotations", "none"], false],
  ])("generate %j: effects are written: %s", (flags, expected) => {
    const folder = folderOf();
    const args = ["generate", join(folder, "schema.json"), "--out", join(folder, "out"), ...flags];
    expect(runCompiled(folder, args)).toMatchObject({ status: 0, error: "" });
    expect(readdirSync(join(folder, "out")).includes("effects.ts")).toBe(expected);
  });

  test("are not those of a file, whose unknown names are reported", () => {
    const folder = folderOf();
    writeFileSync(join(folder, "own.json"), '{ "effects": { "no-such-command": "read" } }');
    const args = ["generate", join(folder, "schema.json"), "--out", join(folder, "out")];
    const { status, error } = runCompiled(folder, [...args, "--annotations", join(folder, "own.json")]);
    expect(status).toBe(1);
    expect(error).toContain("annotation-unknown");
  });

  test("do not apply to another daemon unless its config requests them", () => {
    const folder = temporaryFolder({ "schema.json": "{ 'command': 'query-block' }" });
    const target = { schema: "schema.json", out: "out", name: "Tasks" };
    const run = (more: object): readonly string[] => {
      writeFileSync(join(folder, "config.json"), JSON.stringify({ targets: [{ ...target, ...more }] }));
      const { status, error } = runCompiled(folder, ["generate", "--config", join(folder, "config.json")]);
      expect([status, error]).toEqual([0, ""]);
      return readdirSync(join(folder, "out"));
    };
    expect(run({})).not.toContain("effects.ts");
    expect(run({ annotations: "qemu" })).toContain("effects.ts");
    expect(run({ annotations: "none" })).not.toContain("effects.ts");
  });
});
