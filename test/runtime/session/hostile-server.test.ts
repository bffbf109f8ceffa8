import { describe, expect, test } from "vitest";
import { QapiError } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

/** What a hostile server may send, of about a number of characters. */
const inputs: Readonly<Record<string, (size: number) => string>> = {
  "lines that are not JSON": (size) => "x\n".repeat(size / 2),
  "lines that look like JSON": (size) => "{x}\n".repeat(size / 4),
  "lines that look like JSON between events": (size) => '{x}\n{"event": "UNHEARD"}\n'.repeat(size / 25),
  "empty lines": (size) => "\n".repeat(size),
  "replies that no call waits for": (size) => '{"return": 1, "id": 999}\n'.repeat(size / 25),
  "replies without an id": (size) => '{"return": 1}\n'.repeat(size / 14),
  "errors without an id": (size) => '{"error": {"class": "GenericError", "desc": "x"}}\n'.repeat(size / 50),
  "messages of an unknown kind": (size) => "{}\n".repeat(size / 3),
  "events without a listener": (size) => '{"event": "UNHEARD"}\n'.repeat(size / 21),
  "closing brackets": (size) => `${"}".repeat(size)}\n`,
  "opening brackets in a line": (size) => `${"[".repeat(size)}\n`,
  "opening brackets in lines": (size) => "{\n".repeat(size / 2),
  "messages within an open message": (size) => `{\n${'{"return": x}\n'.repeat(size / 14)}`,
  "reset bytes": (size) => "\u00ff{\n".repeat(size / 3),
  "reset bytes in a line": (size) => `${"\u00ff".repeat(size)}x\n`,
  "an integer of many digits": (size) => `{"return": ${"1".repeat(size)}, "id": 999}\n`,
  "many long integers": (size) => `{"return": [${"12345678901234567890,".repeat(size / 21)}0], "id": 999}\n`,
  "strings before a long integer": (size) =>
    `{"return": [${'"a",'.repeat(size / 4)}12345678901234567890], "id": 999}\n`,
  "escapes before a long integer": (size) =>
    `{"return": ["${'\\"'.repeat(size / 2)}", 12345678901234567890]}\n`,
  "backslashes before a long integer": (size) => `{"return": "${"\\".repeat(size)}" 12345678901234567890}\n`,
  "a deep value": (size) => `{"return": ${"[".repeat(size / 2)}${"]".repeat(size / 2)}, "id": 999}\n`,
  "a deep value with a long integer": (size) =>
    `{"return": ${"[".repeat(size / 2)}12345678901234567890${"]".repeat(size / 2)}, "id": 999}\n`,
  "a line without an end": (size) => `{"return": "${"x".repeat(size)}`,
};

const ways: Readonly<Record<string, (text: string) => readonly string[]>> = {
  "in one chunk": (text) => [text],
  "in single characters": (text) => text.split(""),
  "in chunks of 1,000 characters": (text) => text.match(/[^]{1,1000}/g) ?? [],
};

/** Sends a hostile input to a session with a pending call. @returns the time of handling it, in milliseconds. */
async function attack(chunks: readonly string[]): Promise<number> {
  const { session, peer, problems } = await connected();
  const calls = Array.from({ length: 8 }, () => rejection(session.call("x")));
  await settle();
  const start = performance.now();
  for (const chunk of chunks) peer.write(chunk);
  const time = performance.now() - start;
  await session.close();
  for (const call of calls) expect(await call).toBeInstanceOf(QapiError);
  // At most ten a second, and one with the count of the others.
  expect(problems.length).toBeLessThanOrEqual(11);
  return time;
}

describe.each(Object.entries(ways))("a session that receives %s", (_way, cut) => {
  test.each(Object.entries(inputs))(
    "%s settles its calls, in a time that is linear",
    async (_name, input) => {
      const timeOf = (size: number): Promise<number> => attack(cut(input(size)));
      await timeOf(4_096);
      let ratio = Infinity;
      // Repeated, because other processes disturb the measurement. Very short times are not compared.
      for (let attempt = 0; attempt < 5 && ratio > 16 * 6; attempt++) {
        ratio = Math.min(ratio, (await timeOf(16 * 16_384)) / Math.max(await timeOf(16_384), 2));
      }
      // Quadratic time would be 256 times as long.
      expect(ratio).toBeLessThan(16 * 6);
    },
  );
});

test("a session ends after 1,000 messages in a row that belong to no call", async () => {
  const { session, peer } = await connected();
  for (let count = 0; count < 1_000; count++) peer.write("noise\n");
  expect(session.state).toBe("connected");
  peer.write({ event: "STOP" });
  for (let count = 0; count < 1_000; count++) peer.write("noise\n");
  expect(session.state).toBe("connected");
  peer.write("noise\n");
  expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
});

test("a session ends after 1,000 lines of invalid JSON, with other text between them", async () => {
  const { session, peer } = await connected();
  for (let count = 0; count < 1_000; count++) {
    peer.write("{noise}\n");
    peer.write({ event: "STOP" });
  }
  expect(session.state).toBe("connected");
  peer.write("{noise}\n");
  expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
});

test("problems beyond ten in a second are counted and reported as one", async () => {
  const { session, peer, problems, clock } = await connected();
  for (let count = 0; count < 25; count++) peer.write({ unknown: count });
  expect(problems).toHaveLength(10);
  clock.advance(1_000);
  expect(problems.at(-1)?.message).toBe("15 further messages of the server belong to no call");
  peer.write({ unknown: "later" });
  expect(problems).toHaveLength(12);
  await session.close();
});
