import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { MessageValidator, validateLines } from "../../../generator/validate/message.js";

const cases = join(import.meta.dirname, "cases");
const { model } = readSchema(join(cases, "schema.json"));

async function results(chunks: readonly Uint8Array[]): Promise<string> {
  if (model === undefined) throw new Error("The schema is invalid");
  let output = "";
  await validateLines(Readable.from(chunks), new MessageValidator(model), (text) => (output += text));
  return output;
}

const line = '{"kind": "command", "json": {"execute": "nothing", "id": "\u00e9\u{1f600}"}}';

describe("validateLines", () => {
  test("returns the same results for any division into chunks", async () => {
    const input = readFileSync(join(cases, "choices.jsonl"));
    const expected = await results([input]);
    expect(expected.split("\n").length).toBeGreaterThan(30);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(input.length), { maxLength: 20 }), async (places) => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), input.length];
        const chunks = cuts.slice(1).map((end, index) => input.subarray(cuts[index], end));
        expect(await results(chunks)).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });

  test("accepts a last line with and without a line end", async () => {
    expect(await results([])).toBe("");
    expect(await results([Buffer.from(line)])).toBe("accept\n");
    expect(await results([Buffer.from(`${line}\r\n`)])).toBe("accept\n");
    expect(await results([Buffer.from(`${line}\n\n${line}`)])).toBe(
      "accept\nreject line: must be JSON\naccept\n",
    );
  });

  test("decodes characters that are divided between chunks", async () => {
    const bytes = [...Buffer.from(`${line}\n`)].map((byte) => Uint8Array.of(byte));
    expect(await results(bytes)).toBe("accept\n");
  });
});
