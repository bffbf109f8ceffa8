import fc from "fast-check";
import { formatTranscript, parseTranscript, type TranscriptEntry } from "qapi-ts/observe";
import { expect, test } from "vitest";
import { recordingOf } from "../../../tools/record/recording.js";

const greeting = {
  version: { qemu: { micro: 3, minor: 1, major: 11 }, package: "p" },
  capabilities: ["oob"],
};
const timestamp = { seconds: 1_700_000_000, microseconds: 123_456 };

/** The lines of a session that uses its ids again. */
const lines: readonly (readonly [TranscriptEntry["from"], string])[] = [
  ["server", JSON.stringify({ QMP: greeting })],
  ["client", '{"execute":"qmp_capabilities","id":0}'],
  ["server", '{"return": {}, "id": 0}'],
  ["client", '{"execute":"query-block","id":1}'],
  ["client", '{"execute":"query-name","id":2}'],
  ["server", '{"return": {"name": "vm1"}, "id": 2}'],
  ["server", JSON.stringify({ event: "STOP", timestamp })],
  ["server", '{"return": [9007199254740993], "id": 1}'],
  ["client", '{"execute":"quit","arguments":{"x":1},"id":1}'],
  ["server", '{"error": {"class": "GenericError", "desc": "no"}, "id": 1}'],
  ["client", '{"execute":"stop","id":2}'],
];

const expected = {
  greeting,
  calls: [
    { execute: "query-block", arguments: {}, reply: { return: [9007199254740993n], id: 1 } },
    { execute: "query-name", arguments: {}, reply: { return: { name: "vm1" }, id: 2 } },
    { execute: "quit", arguments: { x: 1 }, reply: { error: { class: "GenericError", desc: "no" }, id: 1 } },
    { execute: "stop", arguments: {}, reply: undefined },
  ],
  events: [{ at: 6, event: "STOP", data: undefined, timestamp }],
  gaps: [],
};

test("an entry of a gap says where events may be missing, and has no text", () => {
  const gap = { from: "server", at: 7, text: "", gap: "lost" } as const;
  const chunks = lines.map(([from, text], at) => ({ from, at, text: `${text}\r\n` }));
  const entries = parseTranscript(formatTranscript([...chunks, gap]));
  expect(recordingOf(entries)).toEqual({ ...expected, gaps: [{ at: 7, reason: "lost" }] });
});

test("a transcript is the calls with their replies, and the events", () => {
  expect(recordingOf(lines.map(([from, text], at) => ({ from, at, text: `${text}\r\n` })))).toEqual(expected);
});

test("it does not matter how the text is cut into chunks", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 20 }), { minLength: lines.length, maxLength: lines.length }),
      (cuts) => {
        const entries = lines.flatMap(([from, text], at) => {
          const line = `${text}\r\n`;
          const cut = cuts[at] ?? 0;
          return [line.slice(0, cut), line.slice(cut)].map((part) => ({ from, at, text: part }));
        });
        expect(recordingOf(entries)).toEqual(expected);
      },
    ),
  );
});

test("a monitor may print its messages over several lines", () => {
  const entries = lines.map(([from, text], at) => {
    const pretty = from === "server" ? text.replace(/[{,]/g, (separator) => `${separator}\r\n    `) : text;
    return { from, at, text: `${pretty}\r\n` };
  });
  expect(recordingOf(entries)).toEqual(expected);
});
