import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/read-schema.js";
import { verdictOn } from "../../../generator/validate/line.js";
import { MessageValidator } from "../../../generator/validate/message.js";

const folder = join(import.meta.dirname, "cases");

/** A validator for one of the schemas of the cases. */
function validatorFor(schema: string): MessageValidator {
  const { model, diagnostics } = readSchema(join(folder, schema));
  expect(diagnostics).toEqual([]);
  if (model === undefined) throw new Error("The schema has no model");
  return new MessageValidator(model);
}

describe("verdicts", () => {
  const validator = validatorFor("schema.json");
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
});
