import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineFramer } from "../../../runtime/framing/line-framer.js";
import { cut, Recorder } from "./support.js";

function framed(chunks: readonly string[], limit?: number): Recorder {
  const recorder = new Recorder();
  const framer = new LineFramer(recorder, limit);
  for (const chunk of chunks) framer.push(chunk);
  return recorder;
}

const message = fc.dictionary(fc.string(), fc.jsonValue());
const layout = fc.constantFrom(0, 2, 4, "\t");
const places = fc.array(fc.nat());

describe("any split of the stream gives the same messages", () => {
  test("on one line each, or printed prettily, with CRLF or LF", () => {
    const written = fc.tuple(message, layout, fc.constantFrom("\r\n", "\n"));
    fc.assert(
      fc.property(fc.array(written), places, (all, where) => {
        const text = all.map(([one, indent, end]) => pretty(one, indent, end)).join("");
        const found = framed(cut(text, where));
        expect(found.messages).toEqual(all.map(([one]) => JSON.parse(JSON.stringify(one)) as unknown));
        expect(found.malformedTexts).toEqual([]);
      }),
    );
  });

  test("one character at a time", () => {
    const text = '{"a": "}\\"{"}\r\n{\r\n    "b": [\r\n    ]\r\n}\r\n';
    expect(framed(text.split(/(?=.)/s)).messages).toEqual([{ a: '}"{' }, { b: [] }]);
  });

  test("with garbage among the messages", () => {
    const garbage = fc.constantFrom(
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
      fc.property(fc.array(garbage), places, (lines, where) => {
        const text = lines.map((line) => `${line}\r\n{"event": "GOOD"}\r\n`).join("");
        const found = framed(cut(text, where));
        const whole = framed([text]);
        expect(found.messages).toEqual(whole.messages);
        expect(found.malformedTexts).toEqual(whole.malformedTexts);
        expect(found.messages).toHaveLength(lines.length);
      }),
    );
  });
});

function pretty(value: object, indent: number | string, end: string): string {
  return `${JSON.stringify(value, undefined, indent).replaceAll("\n", end)}${end}`;
}

describe("resynchronisation by 0xFF", () => {
  test.each(["\u00ff", "\ufffd"])("voids what stands before it", (mark) => {
    const found = framed([`{"return": {"half${mark}{"return": 7}\r\n`]);
    expect(found.messages).toEqual([{ return: 7 }]);
    expect(found.malformedTexts).toEqual(['{"return": {"half']);
  });

  test("voids a message that is open over several lines", () => {
    expect(framed(['{\r\n  "return": [\r\n', '\u00ff{"return": 7}\r\n']).messages).toEqual([{ return: 7 }]);
  });

  test("leaves the character alone where it is text", () => {
    expect(framed(['{"return": "\u00ff{"}\r\n']).messages).toEqual([{ return: "\u00ff{" }]);
  });
});

describe("a limit", () => {
  test.each([
    ["a line that does not end", ["x".repeat(60), "x".repeat(60)]],
    ["a line that does", [`{"a": "${"x".repeat(100)}"}\n`]],
    ["many lines of one message", ["{\n", ...Array.from({ length: 60 }, () => "[\n")]],
  ])("ends everything: %s", (_name, chunks) => {
    const found = framed([...chunks, '\n{"event": "LATE"}\n'], 100);
    expect(found.limits).toEqual([100]);
    expect(found.messages).toEqual([]);
  });

  test("does not count one message with another", () => {
    expect(
      framed(
        Array.from({ length: 50 }, () => '{"event": "A"}\r\n'),
        100,
      ).messages,
    ).toHaveLength(50);
  });
});

test("a message is searched once, however many chunks it comes in", () => {
  const searched = { characters: 0 };
  const framer = new LineFramer(new Recorder());
  const chunk = "x".repeat(1000);
  for (let count = 0; count < 2000; count++) framer.push(counted(chunk, searched));
  expect(searched.characters).toBeLessThanOrEqual(2 * 2000 * 1000);
});

/** A chunk that notes over how many characters a line end was searched in it. */
function counted(text: string, searched: { characters: number }): string {
  const chunk = new String(text);
  chunk.indexOf = (part: string, from = 0): number => {
    searched.characters += text.length - from;
    return text.indexOf(part, from);
  };
  return chunk as string;
}
