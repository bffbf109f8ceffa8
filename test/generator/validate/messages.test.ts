import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Model } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { MessageValidator, validateLine } from "../../../generator/validate/message.js";

const folder = join(import.meta.dirname, "cases");

function modelOfCases(): Model {
  const { model, diagnostics } = readSchema(join(folder, "schema.json"));
  expect(diagnostics).toEqual([]);
  if (model === undefined) throw new Error("The schema is invalid");
  return model;
}

describe("validateLine", () => {
  const validator = new MessageValidator(modelOfCases());
  test.each(readdirSync(folder).filter((file) => file.endsWith(".jsonl")))("%s", async (name) => {
    const lines = readFileSync(join(folder, name), "utf8").replace(/\n$/, "").split("\n");
    const results = lines.map((line) => `${line}\n    ${validateLine(line, validator)}\n`);
    await expect(results.join("")).toMatchFileSnapshot(join(folder, name.replace(".jsonl", ".txt")));
  });

  test("accepts the nesting depth of QEMU's parser and rejects a greater one", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    const request = (depth: number): string =>
      `{"kind": "command", "json": {"execute": "nothing", "id": ${nested(depth)}}}`;
    expect(validateLine(request(1023), validator)).toBe("accept");
    expect(validateLine(request(1024), validator)).toBe(
      "reject message: must not be nested deeper than 1024 levels",
    );
    expect(validateLine(request(500_000), validator)).toContain("reject");
  });

  test("validates recursive types at any depth", () => {
    const [deep, shallow] = ['{"shape": "square", "side": 1, "inner": ', '{"shape": "point"}'];
    const request = (depth: number, end: string): string =>
      `{"kind": "command", "json": {"execute": "refer", "arguments": {"to": ${deep.repeat(depth)}${end}${"}".repeat(depth)}}}}`;
    expect(validateLine(request(1020, shallow), validator)).toBe("accept");
    expect(validateLine(request(1020, "{}"), validator)).toMatch(/^reject .*\.inner\.inner/);
  });

  test("rejects text other than base64 in members that are annotated as base64", () => {
    const model = modelOfCases();
    const base = model.byName.get("Base");
    const base64 = new Set(base?.kind === "struct" ? base.members : []);
    const strict = new MessageValidator(model, { base64 });
    const validate = (text: string): string =>
      validateLine(
        JSON.stringify({ kind: "command", json: { execute: "numbers", arguments: { name: text } } }),
        strict,
      );
    for (const good of ["", "aGVsbG8=", "aA==", "AAAA", "+/+/"]) expect(validate(good)).toBe("accept");
    for (const bad of ["a", "aA=", "aA", "a===", "aGVsbG8 ", "aGVs\nbG8=", "aG-_", "=AAA", "AA==AAAA"]) {
      expect(validate(bad)).toBe("reject arguments.name: must be text in base64");
    }
  });
});
