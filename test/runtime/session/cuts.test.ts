import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connect, QapiError, type TransportSink } from "../../../runtime/index.js";
import { StreamTransport } from "../../../runtime/node/stream-transport.js";
import { PassThrough } from "node:stream";
import { settle } from "../support/settle.js";

const event = '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "E", "data": ';
const limit = 300;

/** Lines of a server, valid and not. Each character is a byte. */
const line = fc.constantFrom(
  '{"return": 1, "id": 1}',
  '{"return": 2, "id": 2}',
  '{"error": {"class": "GenericError", "desc": "d"}, "id": 3}',
  '{"error": {"class": "GenericError", "desc": "without id"}}',
  '{"return": {}}',
  `${event}{"a": 1}}`,
  `${event}{nonsense}}`,
  `${event}{"a": {}`,
  `${event}{"a": "}`,
  '{"event": "E"}',
  "x",
  "{",
  "}",
  "[",
  '{"a": {',
  '{"a": "}',
  "",
  "\r",
  "\u00ff",
  "\u00ff{",
  "\u00e2\u0082\u00ac",
  "\u00e2\u0082",
  "\u00f0\u0080\u0080",
  "\u00c3\u00bf{",
  '{"QMP": 1}',
  "x".repeat(limit - 1),
  "x".repeat(limit),
  "x".repeat(limit + 1),
);
const lines = fc.array(fc.tuple(line, fc.constantFrom("\r\n", "\n", "\r\n", "")), { maxLength: 10 });

const greeting = '{"QMP": {"version": {}, "capabilities": []}}\r\n{"return": {}, "id": 0}\r\n';

/** What a session reports, in which order, and how its calls settle, for a server's bytes in chunks. */
async function reportsOf(chunks: readonly string[], listens: boolean, isSlow: boolean): Promise<unknown> {
  const problems: unknown[] = [];
  const events: unknown[] = [];
  const describeError = (error: unknown): unknown => [
    (error as QapiError).name,
    (error as QapiError).message,
  ];
  const input = new PassThrough();
  const output = new PassThrough();
  const connecting = connect({
    transport: (sink: TransportSink) => Promise.resolve(new StreamTransport(input, output, sink)),
    messageLimit: limit,
    onProblem: (problem) => problems.push(describeError(problem)),
  });
  output.resume();
  input.write(greeting);
  const session = await connecting;
  if (listens) await session.connectSignal("E", ({ data }) => events.push(data));
  const calls = ["one", "two", "three"].map((name) =>
    session.call(name).then(
      (value) => [name, value],
      (error: unknown) => [name, describeError(error)],
    ),
  );
  for (const chunk of chunks) {
    input.write(Buffer.from(chunk, "latin1"));
    if (isSlow) await new Promise((resolve) => setImmediate(resolve));
  }
  await settle();
  input.end();
  const results = await Promise.all(calls);
  await session.close();
  return { problems, events, results };
}

function cut(text: string, positions: readonly number[]): string[] {
  const ends = [...new Set(positions.map((at) => at % (text.length + 1))), 0, text.length].sort(
    (a, b) => a - b,
  );
  return ends.slice(1).map((end, index) => text.slice(ends[index], end));
}

describe("the reports of a session, and the call of each error", () => {
  test("do not depend on how the stream was cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        async (parts, positions, listens, isSlow) => {
          const text = parts.map((part) => part.join("")).join("");
          const whole = await reportsOf([text], listens, false);
          expect(await reportsOf(cut(text, positions), listens, isSlow)).toEqual(whole);
          expect(await reportsOf(Array.from(text), listens, false)).toEqual(whole);
        },
      ),
      { numRuns: 600 },
    );
  });

  test("do not depend on whether an invalid event arrives with the negotiation's end or later", async () => {
    const invalid = `${event}{nonsense}}\r\n`;
    for (const chunks of [[greeting + invalid], [greeting, invalid]]) {
      const problems: string[] = [];
      const input = new PassThrough();
      const connecting = connect({
        transport: (sink) => Promise.resolve(new StreamTransport(input, new PassThrough(), sink)),
        onProblem: (problem) => problems.push(problem.message),
      });
      for (const chunk of chunks) {
        input.write(chunk);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await (await connecting).close();
      // An event without a listener is not parsed.
      expect(problems).toEqual([]);
    }
  });
});
