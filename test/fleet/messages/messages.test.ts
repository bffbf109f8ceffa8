import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson, toJson } from "../../../fleet/messages/body.js";
import { ChunkAssembler, splitChunks } from "../../../fleet/messages/chunks.js";
import { EventOrder } from "../../../fleet/messages/event-order.js";
import { parseFacts } from "../../../fleet/messages/machine-facts.js";

test("a body holds integers exactly", () => {
  const text = '{"a":18446744073709551615,"b":[-9223372036854775808,1],"c":"\\u00fc"}';
  expect(toJson(parseJson(text))).toBe(text.replace("\\u00fc", "ü"));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const written = JSON.stringify(value);
      expect(toJson(parseJson(written))).toBe(written);
    }),
  );
});

test("parts are joined in any order, also if some arrive twice", () => {
  const order = fc.array(fc.nat(), { maxLength: 20 });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      order,
      (data, size, repeated) => {
        const chunks = splitChunks(data, size);
        const assembler = new ChunkAssembler();
        const all = [...repeated.map((index) => chunks[index % chunks.length]), ...chunks.toReversed()];
        const joined = all.map((chunk) => chunk && assembler.add(chunk)).find((each) => each !== undefined);
        expect(Buffer.from(joined ?? [])).toEqual(Buffer.from(data));
        for (const { data: part } of chunks) expect(part.length).toBeLessThanOrEqual(size);
      },
    ),
  );
});

test("invalid parts are ignored", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("2/2", "0/99999", "1/0"))), (headers) => {
      const assembler = new ChunkAssembler();
      for (const header of headers) expect(assembler.add({ header, data: new Uint8Array() })).toBeUndefined();
    }),
  );
});

test("events are new once, and what is missing is a gap", () => {
  const order = new EventOrder();
  const next = (epoch: number, sequence: number): string => {
    const { isNew, isAfterGap } = order.next(epoch, sequence);
    return isNew ? (isAfterGap ? "gap" : "new") : "old";
  };
  const received = [
    next(3, 7),
    next(3, 8),
    next(3, 8),
    next(3, 10),
    next(2, 99),
    next(5, 1),
    next(5, 2),
    next(6, 2),
  ];
  expect(received).toEqual(["new", "new", "old", "gap", "old", "new", "new", "gap"]);
});

test("facts that no owner writes are refused", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseFacts(text)).toBeUndefined();
    }),
  );
});
