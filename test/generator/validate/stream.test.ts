import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { MessageValidator } from "../../../generator/validate/message.js";
import { validateLines } from "../../../generator/validate/stream.js";

const cases = join(import.meta.dirname, "cases");
const { model } = readSchema(join(cases, "schema.json"));

async function verdicts(chunks: readonly Uint8Array[]): Promise<string> {
  if (model === undefined) throw new Error("The schema has no model");
  let said = "";
  await validateLines(Readable.from(chunks), new MessageValidator(model), (text) => (said += text));
  return said;
}

const line = '{"kind": "command", "json": {"execute": "nothing", "id": "\u00e9\u{1f600}"}}';

describe("reading lines", () => {
  test("gives the same verdicts however the input is cut", async () => {
    const input = readFileSync(join(cases, "choices.jsonl"));
    const expected = await verdicts([input]);
    expect(expected.split("\n").length).toBeGreaterThan(30);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(input.length), { maxLength: 20 }), async (places) => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), input.length];
        const chunks = cuts.slice(1).map((end, index) => input.subarray(cuts[index], end));
        expect(await verdicts(chunks)).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });

  test("needs no line end at the end, and makes no line of it", async () => {
    expect(await verdicts([])).toBe("");
    expect(await verdicts([Buffer.from(line)])).toBe("accept\n");
    expect(await verdicts([Buffer.from(`${line}\r\n`)])).toBe("accept\n");
    expect(await verdicts([Buffer.from(`${line}\n\n${line}`)])).toBe(
      "accept\nreject line: must be JSON\naccept\n",
    );
  });

  test("cuts characters nowhere", async () => {
    const bytes = [...Buffer.from(`${line}\n`)].map((byte) => Uint8Array.of(byte));
    expect(await verdicts(bytes)).toBe("accept\n");
  });
});
