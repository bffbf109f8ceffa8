import { isDeepStrictEqual } from "node:util";
import { parseExactly } from "../../runtime/index.js";
import { parseValue } from "../../runtime/framing/json-value.js";
import { LineFramer } from "../../runtime/framing/line-framer.js";
import { ValueFramer } from "../../runtime/framing/value-framer.js";
import { parseJson, stringifyJson } from "../../runtime/json.js";
import { fail, type Part, type Random } from "./part.js";

const seeds = [
  '{"return": {"a": [1, -2.5e3, null, true, "\\u00e9\\n"], "b": 12345678901234567890}, "id": 1}',
  '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP", "data": {"x": "}"}}',
  "[123456789012345678, -9223372036854775808, 1e400, 0.1234567890123456789]",
  '{"__proto__": {"a": 1}, "": "\\ud800", "k": [[[{}]]]}',
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}',
];
const pieces = [
  ...Array.from('{}[],:"\\ \n\r\t0123456789-+.eE'),
  "1234567890123456",
  "true",
  "null",
  "\\u",
  "\u00ff",
  "\ufffd",
  "9".repeat(40),
];

/** What JSON.parse returns for the text of `parseExactly`'s value, in which long integers are rounded. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) => (typeof member === "bigint" ? Number(member) : member)),
  );
}

function attempt<T>(action: () => T): { value: T } | undefined {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const jsonPart: Part = {
  name: "JSON against JSON.parse",
  unit: "texts",
  run: async (_index, random) => {
    const text = random.mutate(random.pick(seeds), pieces);
    const expected = attempt((): unknown => JSON.parse(text));
    const exact = attempt(() => parseExactly(text));
    if ((expected === undefined) !== (exact === undefined)) fail(`validity differs: ${JSON.stringify(text)}`);
    if ((parseJson(text) === undefined) !== (exact === undefined)) fail(`parseJson: ${JSON.stringify(text)}`);
    if (expected === undefined || exact === undefined) return;
    // A number beyond the range of a double has no JSON form.
    if (/\d{300}|[eE]\+?\d{3}/.test(text)) return;
    if (!isDeepStrictEqual(rounded(exact.value), rounded(expected.value)))
      fail(`value: ${JSON.stringify(text)}`);
    const again = parseExactly(stringifyJson(exact.value) ?? "");
    // A fraction beyond 2^53 is written as an integer.
    if (!isDeepStrictEqual(rounded(again), rounded(exact.value)))
      fail(`not written exactly: ${JSON.stringify(text)}`);
  },
};

/** What a framer of a server's text reports. */
function lines(chunks: readonly string[]): readonly string[] {
  const found: string[] = [];
  const framer = new LineFramer(
    {
      message: (text) => {
        if (parseJson(text) === undefined) return false;
        found.push(`message ${text}`);
        return true;
      },
      malformed: (text) => found.push(`malformed ${text}`),
      tooLong: () => found.push("too long"),
    },
    200,
  );
  for (const chunk of chunks) framer.push(chunk);
  return found;
}

/** What a framer of a client's bytes reports. */
function requests(chunks: readonly string[]): readonly string[] {
  const found: string[] = [];
  const framer = new ValueFramer(
    {
      value: (bytes) => {
        try {
          found.push(`value ${stringifyJson(parseValue(bytes)) ?? ""}`);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          found.push(error.message);
        }
      },
      malformed: (reason) => found.push(`malformed ${reason}`),
      tooLong: () => found.push("too long"),
    },
    200,
  );
  for (const chunk of chunks)
    framer.push(Uint8Array.from(chunk, (character) => character.charCodeAt(0) & 0xff));
  return found;
}

function cut(text: string, random: Random): string[] {
  const ends = Array.from({ length: random.below(8) }, () => random.below(text.length + 1));
  const sorted = [0, ...ends.sort((one, other) => one - other), text.length];
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
}

export const framingPart: Part = {
  name: "framing in any cuts",
  unit: "streams",
  run: async (_index, random) => {
    const parts = Array.from(
      { length: 1 + random.below(5) },
      () => random.pick(seeds) + random.pick(["\r\n", "\n", ""]),
    );
    const text = random.mutate(parts.join(""), pieces);
    for (const frame of [lines, requests]) {
      const whole = frame([text]);
      for (const chunks of [cut(text, random), Array.from(text)]) {
        // A surrogate pair is two characters in a string, and is not cut by a decoder.
        if (!isDeepStrictEqual(frame(chunks), whole)) fail(`${frame.name} differ: ${JSON.stringify(chunks)}`);
      }
    }
  },
};
