import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Model } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { verdictOn } from "../../../generator/validate/line.js";
import { MessageValidator } from "../../../generator/validate/message.js";

const folder = join(import.meta.dirname, "cases");

/** The model of the schema of the cases. */
function modelOfCases(): Model {
  const { model, diagnostics } = readSchema(join(folder, "schema.json"));
  expect(diagnostics).toEqual([]);
  if (model === undefined) throw new Error("The schema has no model");
  return model;
}

describe("verdicts", () => {
  const validator = new MessageValidator(modelOfCases());
  test.each(readdirSync(folder).filter((file) => file.endsWith(".jsonl")))("%s", async (name) => {
    const lines = readFileSync(join(folder, name), "utf8").replace(/\n$/, "").split("\n");
    const verdicts = lines.map((line) => `${line}\n    ${verdictOn(line, validator)}\n`);
    await expect(verdicts.join("")).toMatchFileSnapshot(join(folder, name.replace(".jsonl", ".txt")));
  });

  test("nesting is followed as deep as QEMU follows it, and no deeper", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    const request = (depth: number): string =>
      `{"kind": "command", "json": {"execute": "nothing", "id": ${nested(depth)}}}`;
    expect(verdictOn(request(1023), validator)).toBe("accept");
    expect(verdictOn(request(1024), validator)).toBe("reject message: must not nest deeper than 1024");
    expect(verdictOn(request(500_000), validator)).toContain("reject");
  });

  test("types that hold themselves are followed to the end", () => {
    const [deep, shallow] = ['{"shape": "square", "side": 1, "inner": ', '{"shape": "point"}'];
    const request = (depth: number, end: string): string =>
      `{"kind": "command", "json": {"execute": "refer", "arguments": {"to": ${deep.repeat(depth)}${end}${"}".repeat(depth)}}}}`;
    expect(verdictOn(request(1020, shallow), validator)).toBe("accept");
    expect(verdictOn(request(1020, "{}"), validator)).toMatch(/^reject .*\.inner\.inner/);
  });

  test("members that are said to hold base64 hold nothing else", () => {
    const model = modelOfCases();
    const base = model.byName.get("Base");
    const base64 = new Set(base?.kind === "struct" ? base.members : []);
    const strict = new MessageValidator(model, { base64 });
    const verdict = (text: string): string =>
      verdictOn(
        JSON.stringify({ kind: "command", json: { execute: "numbers", arguments: { name: text } } }),
        strict,
      );
    for (const good of ["", "aGVsbG8=", "aA==", "AAAA", "+/+/"]) expect(verdict(good)).toBe("accept");
    for (const bad of ["a", "aA=", "aA", "a===", "aGVsbG8 ", "aGVs\nbG8=", "aG-_", "=AAA", "AA==AAAA"]) {
      expect(verdict(bad)).toBe("reject arguments.name: must be text in base64");
    }
  });
});
