import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { handReplyLine } from "../../../runtime/session/reply-line.js";
import { classify } from "../../../runtime/session/message.js";

/** What a line is by its place alone, in the middle of a chunk. */
function byPlace(line: string): unknown {
  const before = "}\r\n";
  let found: unknown;
  const taker = {
    returned: (id: number, value: unknown): boolean => {
      found = { id, value };
      return true;
    },
  };
  const taken = handReplyLine(`${before}${line}\r\n`, before.length, before.length + line.length - 1, taker);
  expect(taken).toBe(found !== undefined);
  return found;
}

/** What it is when all of it is parsed. */
function byParsing(line: string): unknown {
  const message = classify(JSON.parse(line));
  return message.kind === "return" ? { id: message.id, value: message.value } : undefined;
}

const written = (value: unknown, id: number | string): string =>
  `{"return": ${JSON.stringify(value)}, "id": ${id}}`;

describe("a reply that is told by the place of its parts", () => {
  test("is what it is when all of it is parsed", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, id) => {
        const line = written(value, id);
        expect(byPlace(line)).toStrictEqual(byParsing(line));
        expect(byPlace(line)).toHaveProperty("id", id);
      }),
    );
  });

  test.each([
    '{"return": {}}',
    '{"return": {}, "id": "1"}',
    '{"return": {}, "id": }',
    '{"return": {}, "id": -1}',
    '{"return": {}, "id": 1.5}',
    '{"return": {}, "error": {}, "id": 1}',
    '{"error": {}, "id": 1}',
    '{"return":{},"id":1}',
    '{"return": {"id": 1}}',
  ])("is left to the parser when there is anything else to it: %s", (line) => {
    expect(byPlace(line)).toBeUndefined();
  });

  test("is never anything else than what it is, whatever befell the line", () => {
    const piece = fc.constantFrom('"', "}", "{", ",", "\\", ', "id": 1', '{"return": ', "0", "-", " ");
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), piece, fc.nat({ max: 60 }), (value, id, inserted, at) => {
        const whole = written(value, id);
        const line = whole.slice(0, at) + inserted + whole.slice(at);
        const found = byPlace(line);
        if (found !== undefined) expect(found).toStrictEqual(byParsing(line));
      }),
      { numRuns: 2_000 },
    );
  });
});
