import fc from "fast-check";
import { expect, test } from "vitest";
import { ValueFramer } from "../../../runtime/framing/value-framer.js";
import { RecordingSink, splitAt } from "./support.js";

function frame(chunks: readonly string[], limit = 1_000_000): RecordingSink {
  const sink = new RecordingSink();
  const framer = new ValueFramer(sink, limit);
  for (const chunk of chunks) framer.push(chunk);
  return sink;
}

test("splitting the stream at any position does not change the requests, with or without line ends", () => {
  const request = fc.tuple(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.constantFrom("", "\n", "\r\n", " "),
  );
  fc.assert(
    fc.property(fc.array(request), fc.array(fc.nat()), (requests, positions) => {
      const text = requests.map(([value, end]) => JSON.stringify(value) + end).join("");
      const result = frame(splitAt(text, positions));
      expect(result.messages).toEqual(
        requests.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown),
      );
      expect(result.malformedTexts).toEqual([]);
    }),
  );
});

test("a request is complete when its last bracket closes", () => {
  expect(frame(['{"execute": "stop"}']).messages).toEqual([{ execute: "stop" }]);
});

test.each(["\u00ff", "\ufffd", "\u0001"])("%j invalidates the text before it", (mark) => {
  const result = frame([`{"execute": "st${mark}{"execute": "cont"}`]);
  expect(result.messages).toEqual([{ execute: "cont" }]);
  expect(result.malformedTexts).toHaveLength(1);
});

test("malformed text is reported and does not affect the next request", () => {
  const result = frame(['{"execute": }\n}\nhello\n{"execute": "stop"}']);
  expect(result.messages).toEqual([{ execute: "stop" }]);
  expect(result.malformedTexts).toEqual(['{"execute": }', "}", "hello"]);
});

test("a request that exceeds the limit is reported", () => {
  expect(frame([`{"a": "${"x".repeat(200)}`], 100).limits).toEqual([100]);
});
