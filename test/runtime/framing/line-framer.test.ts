import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineFramer } from "../../../runtime/framing/line-framer.js";
import { RecordingSink, splitAt } from "./support.js";

function frame(chunks: readonly string[], limit?: number): RecordingSink {
  const sink = new RecordingSink();
  const framer = new LineFramer(sink, limit);
  for (const chunk of chunks) framer.push(chunk);
  return sink;
}

const message = fc.dictionary(fc.string(), fc.jsonValue());
const indentation = fc.constantFrom(0, 2, 4, "\t");
const positions = fc.array(fc.nat());

describe("splitting the stream at any position does not change the messages", () => {
  test("finds messages on one line each or pretty-printed, with CRLF or LF", () => {
    const printed = fc.tuple(message, indentation, fc.constantFrom("\r\n", "\n"));
    fc.assert(
      fc.property(fc.array(printed), positions, (all, splits) => {
        const text = all.map(([one, indent, end]) => pretty(one, indent, end)).join("");
        const result = frame(splitAt(text, splits));
        expect(result.messages).toEqual(all.map(([one]) => JSON.parse(JSON.stringify(one)) as unknown));
        expect(result.malformedTexts).toEqual([]);
      }),
    );
  });

  test("received one character at a time", () => {
    const text = '{"a": "}\\"{"}\r\n{\r\n    "b": [\r\n    ]\r\n}\r\n';
    expect(frame(text.split(/(?=.)/s)).messages).toEqual([{ a: '}"{' }, { b: [] }]);
  });

  test("finds messages between malformed lines", () => {
    const malformed = fc.constantFrom(
      "}",
      "]",
      "xyz",
      '{"a": }',
      '{"event": [1}',
      '"',
      "{{}",
      '{"return": {"a": [',
    );
    fc.assert(
      fc.property(fc.array(malformed), positions, (lines, splits) => {
        const text = lines.map((line) => `${line}\r\n{"event": "GOOD"}\r\n`).join("");
        const result = frame(splitAt(text, splits));
        const whole = frame([text]);
        expect(result.messages).toEqual(whole.messages);
        expect(result.malformedTexts).toEqual(whole.malformedTexts);
        expect(result.messages).toHaveLength(lines.length);
      }),
    );
  });
});

function pretty(value: object, indent: number | string, end: string): string {
  return `${JSON.stringify(value, undefined, indent).replaceAll("\n", end)}${end}`;
}

describe("the byte 0xFF", () => {
  test.each(["\u00ff", "\ufffd"])("invalidates the text before it, decoded as %j", (mark) => {
    const result = frame([`{"return": {"half${mark}{"return": 7}\r\n`]);
    expect(result.messages).toEqual([{ return: 7 }]);
    expect(result.malformedTexts).toEqual(['{"return": {"half']);
  });

  test("invalidates an incomplete message of several lines", () => {
    expect(frame(['{\r\n  "return": [\r\n', '\u00ff{"return": 7}\r\n']).messages).toEqual([{ return: 7 }]);
  });

  test("is text inside a complete message", () => {
    expect(frame(['{"return": "\u00ff{"}\r\n']).messages).toEqual([{ return: "\u00ff{" }]);
  });
});

describe("the message limit", () => {
  test.each([
    ["a line without an end", ["x".repeat(60), "x".repeat(60)]],
    ["a complete line", [`{"a": "${"x".repeat(100)}"}\n`]],
    ["a message of many lines", ["{\n", ...Array.from({ length: 60 }, () => "[\n")]],
  ])("stops the framer: %s", (_name, chunks) => {
    const result = frame([...chunks, '\n{"event": "LATE"}\n'], 100);
    expect(result.limits).toEqual([100]);
    expect(result.messages).toEqual([]);
  });

  test("applies to each message separately", () => {
    expect(
      frame(
        Array.from({ length: 50 }, () => '{"event": "A"}\r\n'),
        100,
      ).messages,
    ).toHaveLength(50);
  });
});

test("the framer searches each character of a message a constant number of times", () => {
  const searched = { characters: 0 };
  const framer = new LineFramer(new RecordingSink());
  const chunk = "x".repeat(1000);
  for (let count = 0; count < 2000; count++) framer.push(counted(chunk, searched));
  expect(searched.characters).toBeLessThanOrEqual(2 * 2000 * 1000);
});

/** Returns a chunk that counts the characters searched by its `indexOf`. */
function counted(text: string, searched: { characters: number }): string {
  const chunk = new String(text);
  chunk.indexOf = (part: string, from = 0): number => {
    searched.characters += text.length - from;
    return text.indexOf(part, from);
  };
  return chunk as string;
}
