import fc from "fast-check";
import { expect, test } from "vitest";
import { ValueFramer } from "../../../runtime/framing/value-framer.js";
import { cut, Recorder } from "./support.js";

function framed(chunks: readonly string[], limit = 1000_000): Recorder {
  const recorder = new Recorder();
  const framer = new ValueFramer(recorder, limit);
  for (const chunk of chunks) framer.push(chunk);
  return recorder;
}

test("any split, with and without line ends between the requests", () => {
  const request = fc.tuple(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.constantFrom("", "\n", "\r\n", " "),
  );
  fc.assert(
    fc.property(fc.array(request), fc.array(fc.nat()), (requests, places) => {
      const text = requests.map(([value, end]) => JSON.stringify(value) + end).join("");
      const found = framed(cut(text, places));
      expect(found.messages).toEqual(requests.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown));
      expect(found.malformedTexts).toEqual([]);
    }),
  );
});

test("a request counts as soon as its last bracket has come", () => {
  expect(framed(['{"execute": "stop"}']).messages).toEqual([{ execute: "stop" }]);
});

test.each(["\u00ff", "\ufffd", "\u0001"])("%j voids what stands before it", (mark) => {
  const found = framed([`{"execute": "st${mark}{"execute": "cont"}`]);
  expect(found.messages).toEqual([{ execute: "cont" }]);
  expect(found.malformedTexts).toHaveLength(1);
});

test("what is no JSON is told, and the next request is not lost", () => {
  const found = framed(['{"execute": }\n}\nhello\n{"execute": "stop"}']);
  expect(found.messages).toEqual([{ execute: "stop" }]);
  expect(found.malformedTexts).toEqual(['{"execute": }', "}", "hello"]);
});

test("a request beyond the limit is told", () => {
  expect(framed([`{"a": "${"x".repeat(200)}`], 100).limits).toEqual([100]);
});
