import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { qmp } from "../../generated/qmp/index.js";
import * as validators from "../../generated/qmp/validators.js";
import { createServer } from "../../runtime/server/index.js";
import { describeWithEach } from "./support/binaries.js";
import type { Machine } from "./support/machine.js";
import { startMonitorSocket } from "./support/monitor-socket.js";
import { kindsOfAnswers, requestPieces, requestSeeds } from "./support/request-bytes.js";

const server = createServer(qmp, { "query-name": () => ({}) }, { validators });
let folder = "";
let ours = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qapi-ts-bytes-"));
  ours = join(folder, "ours");
  await server.listen({ path: ours });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const withId = (id: string): string => `{"execute":"query-name","id":${id}}`;
const inString = (text: string): string => withId(`"${text}"`);

/** Each character is a byte. */
const cases: readonly string[] = [
  // Bytes and characters that are not ASCII.
  inString("L'Ha\u00c3\u00bf"),
  inString("a\u00ef\u00bf\u00bdb"),
  ...[
    "\u00e9",
    "\u00c0\u0080",
    "\u00c1\u0081",
    "\u00ed\u00a0\u0080",
    "\u00ef\u00bf\u00bf",
    "\u00ef\u00b7\u0090",
  ].map(inString),
  ...[
    "\u00f0\u009f\u0098\u0080",
    "\u00f0\u009f\u00bf\u00be",
    "\u00f4\u0090\u0080\u0080",
    "\u00f5\u0080\u0080\u0080",
  ].map(inString),
  ...["\u0080", "\u00c3", "\u00e2\u0082", "\u00f0\u009f\u0098", "\u00fd"].map(inString),
  "\u00c3\u00a9",
  "\u00a0",
  "\u00ef\u00bb\u00bf",
  "\u00fe",
  "\u00ff",
  "\u00ff\u00ff",
  '{"execute":"que\u00ff',
  '{"execute":"que\u00fe',
  // Control characters.
  ...["\u0000", "\u0001", "\n", "\r", "\t", "\u001f", "\u007f", "\\\u0001", "\\\u00ff"].map(inString),
  "\u0000",
  "\u0001\u0002",
  "\t\r\n \f",
  "\v",
  "\u007f",
  // Escape sequences.
  ...["\\u0000", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\ud83d\\u0041", "\\ud83d\\ud83d"].map(
    inString,
  ),
  ...[
    "\\uffff",
    "\\ufdd0",
    "\\ud83f\\udffe",
    "\\u12",
    "\\u12g4",
    "\\x",
    "\\v",
    "\\'",
    "\\/",
    "\\\\",
    "a\\",
  ].map(inString),
  // Brackets.
  "}",
  "]",
  "}]",
  "{]",
  "[}",
  '{"a":[}]',
  "{",
  "[",
  "[[{",
  '{"abc',
  '{"abc\n',
  "}".repeat(100),
  withId(`${"[".repeat(1023)}${"]".repeat(1023)}`),
  // Values and separators that are missing or too many.
  '{"execute":"query-name",}',
  withId("[1,]"),
  '{"execute" "query-name"}',
  "{1:2}",
  "{{}}",
  ",,:",
  '{"a":}',
  '{"execute":"query-name","id":1,"id":2}',
  withId('{"a":1,"a":2}'),
  withId('{"":1}'),
  withId('{"__proto__":1}'),
  // Numbers and keywords.
  ...["0", "-0", "1e5", "0.5e5", "0.5E-5", "0e5", "01", "-01", "-", "1.", ".5", "+1", "1e", "1e+", "0x1"].map(
    withId,
  ),
  ...["9007199254740991", "9223372036854775808", "18446744073709551615", "-9223372036854775808"].map(withId),
  ...["18446744073709551616", "-9223372036854775809", `1${"0".repeat(300)}`, "1e-999"].map(withId),
  ...["true", "nul", "trueX", "NaN", "inf", "Infinity"].map(withId),
  "hello ",
  "hello world\n",
  "Hello\nyou\n",
  "@a\tb ",
  "@a\nb ",
  "%d ",
  "# {}",
  "// {}\n",
  "/* {} */",
  // Values that are not requests.
  "1 ",
  '"a"',
  "null ",
  "[]",
  "[{}]",
  "{}",
  '{"id":1}',
  '{"execute":1}',
  '{"execute":{}}',
  // Single quotes.
  "{'execute':'query-name','id':'a\"b'}",
  "{'execute':\"query-name\",\"id\":'\\''}",
];

/** Nested more deeply than QEMU's parser permits. */
const tooDeep: readonly string[] = [
  withId("[".repeat(1024)),
  "[".repeat(3000),
  `${'{"a":'.repeat(1025)}1${"}".repeat(1025)}`,
];

const anyByte = fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte));
const change = fc.record({
  at: fc.nat(),
  removed: fc.constantFrom(0, 0, 0, 1, 2, 3),
  piece: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...requestPieces) },
    { weight: 1, arbitrary: anyByte },
  ),
});
const input = fc
  .tuple(
    fc.array(fc.constantFrom(...requestSeeds), { minLength: 1, maxLength: 2 }),
    fc.array(change, { minLength: 1, maxLength: 4 }),
  )
  .map(([texts, changes]) =>
    changes.reduce((text, { at, removed, piece }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + piece + text.slice(start + removed);
    }, texts.join("")),
  );

describeWithEach("emulator", "this server and a real QEMU", (binary, version) => {
  let qemu: Machine;

  beforeAll(async () => {
    qemu = await startMonitorSocket(binary);
  });

  afterAll(() => qemu[Symbol.asyncDispose]());

  // A newer QEMU discards what follows, where older ones answer each part of it.
  test.each(tooDeep)("refuse a request that is nested too deeply, and recover: %j", async (text) => {
    const [theirs, own] = [await kindsOfAnswers(qemu.path, text), await kindsOfAnswers(ours, text)];
    for (const kinds of [theirs, own]) {
      expect([kinds?.at(0), kinds?.at(-1)]).toEqual([
        ["GenericError", undefined],
        ["return", "after reset"],
      ]);
    }
    if (version !== "11.1") expect(own).toEqual(theirs);
  });

  test.each(cases)("answer with the same kinds of messages and recover alike: %j", async (text) => {
    const expected = await kindsOfAnswers(qemu.path, text);
    expect(expected).toBeDefined();
    expect(await kindsOfAnswers(ours, text)).toEqual(expected);
  });

  test("answer requests that are changed at random with the same kinds of messages", async () => {
    await fc.assert(
      fc.asyncProperty(input, async (text) => {
        const expected = await kindsOfAnswers(qemu.path, text);
        if (expected !== undefined) expect(await kindsOfAnswers(ours, text)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(["1e999", "-1e999", "[1e309]"])(
    "differ for %s, which QEMU returns as text that is not JSON",
    async (id) => {
      expect(await kindsOfAnswers(qemu.path, withId(id))).toBeUndefined();
      expect((await kindsOfAnswers(ours, withId(id)))?.[0]).toEqual(["GenericError", undefined]);
    },
  );
});
