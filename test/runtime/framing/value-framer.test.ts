import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseValue } from "../../../runtime/framing/json-value.js";
import { ValueFramer, type ValueSink } from "../../../runtime/framing/value-framer.js";
import { bytesOf } from "../../../runtime/transport/transport.js";

/** Records what a framer reports. */
class RecordingSink implements ValueSink {
  readonly values: unknown[] = [];
  readonly reasons: string[] = [];
  readonly limits: number[] = [];

  value(bytes: Uint8Array): void {
    try {
      this.values.push(parseValue(bytes));
    } catch (error) {
      this.reasons.push(String(error));
    }
  }

  malformed(reason: string): void {
    this.reasons.push(reason);
  }

  tooLong(limit: number): void {
    this.limits.push(limit);
  }
}

/** @param chunks - each character is one byte. */
function frame(chunks: readonly string[], limit = 1_000_000): RecordingSink {
  const sink = new RecordingSink();
  const framer = new ValueFramer(sink, limit);
  for (const chunk of chunks) framer.push(bytesOf(chunk));
  return sink;
}

function splitBytes(bytes: Uint8Array, positions: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(positions.map((position) => position % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

/** Returns the value with the numbers that JSON.parse returns. */
function rounded(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "bigint" ? Number(member) : member,
  );
  return JSON.parse(text) as unknown;
}

const request = fc.tuple(
  fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()),
  fc.constantFrom("", "\n", "\r\n", " "),
);

describe("splitting the input at any position does not change what is found", () => {
  test("finds the values of valid requests, with or without line ends", () => {
    fc.assert(
      fc.property(fc.array(request), fc.array(fc.nat()), (requests, positions) => {
        const text = requests.map(([value, end]) => JSON.stringify(value) + end).join("");
        const sink = new RecordingSink();
        const framer = new ValueFramer(sink, 1_000_000);
        for (const chunk of splitBytes(new TextEncoder().encode(text), positions)) framer.push(chunk);
        const expected = requests.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown);
        expect(sink.values.map(rounded)).toEqual(expected);
        expect(sink.reasons).toEqual([]);
      }),
    );
  });

  test("finds the same in arbitrary bytes, also if the framer is paused after each value", () => {
    const piece = fc.constantFrom(
      ...Array.from("{}[]:,\"'\\ \n0-1.e"),
      "true",
      "x",
      "\u0001",
      "\u00ff",
      "\u00e9",
      '{"a":1}',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, positions) => {
        const bytes = bytesOf(pieces.join(""));
        const outcomes = [splitBytes(bytes, positions), [bytes]].map((chunks) => {
          const found: string[] = [];
          const framer = new ValueFramer(
            {
              value: (value) => {
                found.push(String.fromCharCode(...value));
                framer.pause();
              },
              malformed: (reason) => {
                found.push(reason);
                framer.pause();
              },
              tooLong: () => undefined,
            },
            1_000_000,
          );
          for (const chunk of chunks) {
            framer.push(chunk);
            if (positions.length % 2 === 0) framer.resume();
          }
          for (let count = 0; count <= bytes.length; count++) framer.resume();
          expect(framer.waitingBytes).toBe(0);
          return found;
        });
        expect(outcomes[0]).toEqual(outcomes[1]);
      }),
    );
  });
});

test("a request is complete when its last bracket closes", () => {
  expect(frame(['{"execute": "stop"}']).values).toEqual([{ execute: "stop" }]);
});

test.each([
  ["the byte 0xFF", "\u00ff", "byte 0xff"],
  ["the byte 0xFE", "\u00fe", "byte 0xfe"],
  ["a control character", "\u0001", "byte 0x01"],
  ["a line end in a string", "\n", "byte 0x0a"],
])("%s discards the text before it", (_name, mark, description) => {
  const result = frame([`{"execute": "st${mark}{"execute": "cont"}`]);
  expect(result.values).toEqual([{ execute: "cont" }]);
  expect(result.reasons).toEqual([`unexpected ${description}`]);
});

test.each(["\u00c3\u00bf", "\u00ef\u00bf\u00bd", "\u007f", "\\t"])(
  "the characters U+00FF, U+FFFD, U+007F and an escaped tab are text: %j",
  (bytes) => {
    expect(frame([`{"id": "${bytes}"}{"id": 2}`]).values).toHaveLength(2);
  },
);

test("text outside of values is reported once for each token and does not affect the next request", () => {
  const result = frame(['@}\n%\nhello ?{"execute": "stop"}']);
  expect(result.values).toEqual([{ execute: "stop" }]);
  expect(result.reasons).toEqual([
    "unexpected '@'",
    "JsonSyntaxError: a value is missing before '}'",
    "unexpected '%'",
    "JsonSyntaxError: an unknown keyword",
    "unexpected '?'",
  ]);
});

describe("limits", () => {
  test.each([
    ["a string without an end", [`{"a": "${"x".repeat(200)}`]],
    ["a string that arrives in pieces", ['"', ...Array.from({ length: 60 }, () => "xx")]],
    ["a complete value", [`{"a": "${"x".repeat(200)}"}`]],
    ["white space in a value", [`{${" ".repeat(200)}`]],
  ])("a value that exceeds the length stops the framer: %s", (_name, chunks) => {
    const result = frame([...chunks, '{"a": 1}'], 100);
    expect(result.limits).toEqual([100]);
    expect(result.values).toEqual([]);
  });

  test("a value may be as long as the limit", () => {
    const text = `{"a": "${"x".repeat(91)}"}`;
    expect(frame([text, text.slice(0, 50), text.slice(50)], 100).values).toHaveLength(2);
  });

  test("a value may be nested 1,024 deep, and a deeper one is discarded", () => {
    const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(frame([nested(1024)]).values).toHaveLength(1);
    const deeper = frame([`{"a":${"[".repeat(1024)}{"b": 1}`]);
    expect([deeper.values, deeper.reasons]).toEqual([[{ b: 1 }], ["nested deeper than 1024"]]);
  });

  test("a value of more than 2,097,152 tokens is discarded", () => {
    const result = frame([`[${"1,".repeat(1024 * 1024)}`], 64 * 1024 * 1024);
    expect(result.reasons).toEqual(["more than 2097152 tokens"]);
  });

  test("white space between values is not limited", () => {
    expect(frame([" ".repeat(200), '{"a": 1}'], 100).values).toHaveLength(1);
  });
});

test.each([
  ["one chunk", 8_000_000],
  ["chunks of 10 bytes", 10],
  ["chunks of 1 byte", 1],
])("the time for a long value is proportional to its length, in %s", (_name, size) => {
  const timeOf = (length: number): number => {
    const text = bytesOf(`{"a":"${"x".repeat(length)}"}`);
    const sink = new RecordingSink();
    const framer = new ValueFramer(sink, 100_000_000);
    const before = performance.now();
    for (let at = 0; at < text.length; at += size) framer.push(text.subarray(at, at + size));
    expect(sink.values).toHaveLength(1);
    return performance.now() - before;
  };
  // The fastest of three, because other processes disturb the measurement.
  const fastest = (length: number): number => Math.min(timeOf(length), timeOf(length), timeOf(length));
  timeOf(400_000);
  // Ten times the input would take 100 times as long if the work per byte grew with the length.
  expect(fastest(4_000_000) / (fastest(400_000) + 1)).toBeLessThan(60);
});
