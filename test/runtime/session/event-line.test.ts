import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventLine } from "../../../runtime/session/event-line.js";
import { readEventLine } from "../../../runtime/session/read-event-line.js";
import { classify } from "../../../runtime/session/message.js";
import { connected } from "../support/scripted-peer.js";

const stamp = '{"timestamp": {"seconds": 1700000000, "microseconds": 5}, "event": ';

describe("an event that nobody listens to", () => {
  test("is not read further than to its name", async () => {
    const { peer, problems } = await connected();
    peer.says(`${stamp}"STOP", "data": {this is no JSON}}\r\n`);
    expect(problems).toEqual([]);
  });

  test("is none as soon as somebody listens, and again when nobody does", async () => {
    const { session, peer, problems } = await connected();
    const seen: unknown[] = [];
    const broken = `${stamp}"STOP", "data": {}}}\r\n`;
    const connection = await session.connectSignal("STOP", ({ data }) => seen.push(data));
    peer.says(`${stamp}"STOP", "data": {"a": 1}}\r\n${stamp}"STOPPED", "data": {]}\r\n`);
    expect(seen).toEqual([{ a: 1 }]);
    expect(problems).toEqual([]);
    peer.says(broken);
    expect(problems).toHaveLength(1);
    await connection.disconnect();
    peer.says(broken);
    expect(problems).toHaveLength(1);
  });

  test("is not read for a stream of others", async () => {
    const { session, peer, problems } = await connected();
    const stream = session.events("STOP", "RESUME");
    peer.says(
      `${stamp}"OTHER", "data": {no JSON}}\r\n${stamp}"RESUME"}\r\n${stamp}"STOP", "data": {"a": 1}}\r\n`,
    );
    expect((await stream.next()).value).toMatchObject({ event: "RESUME" });
    expect((await stream.next()).value).toMatchObject({ event: "STOP", data: { a: 1 } });
    expect(problems).toEqual([]);
  });

  test("is still told to who listens to all", async () => {
    const { session, peer } = await connected();
    const stream = session.events();
    peer.says(`${stamp}"A.B"}\r\n`, `${stamp}"C"}\r\n`);
    expect((await stream.next()).value).toMatchObject({ event: "A.B", timestamp: { microseconds: 5 } });
    expect((await stream.next()).value).toMatchObject({ event: "C" });
  });

  test("does not hide what stands on the same line, or on several", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    for (const name of ["A.B", "C"]) await session.connectSignal(name, ({ event }) => seen.push(event));
    peer.says(`${stamp}"AxB"}\r\n${stamp}"A.B"}\r\n{\r\n "event":\r\n "C"}\r\n`);
    peer.says({ event: "A.B" });
    expect(seen).toEqual(["A.B", "C", "A.B"]);
  });

  test("counts against the limit of a message like any other", async () => {
    const { session, peer } = await connected({ messageLimit: 200 });
    peer.says(`${stamp}"STOP", "data": "${"x".repeat(200)}"}\r\n`);
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });

  test("with a name like an expression is told to who asks for it", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    await session.connectSignal("(.*)+", ({ event }) => seen.push(event));
    peer.says(`${stamp}"(.*)+"}\r\n${stamp}"other"}\r\n`);
    expect(seen).toEqual(["(.*)+"]);
  });
});

/** What a line is by its place alone, in the middle of a chunk. */
function byPlace(line: string): unknown {
  const before = "}\r\n";
  const chunk = `${before}${line}\r\nbehind`;
  const found = eventLine(chunk, before.length);
  return found && readEventLine(chunk, found, before.length + line.length - 1);
}

/** What it is when all of it is parsed. */
function byParsing(line: string): unknown {
  const message = classify(JSON.parse(line));
  return message.kind === "event" ? message.event : undefined;
}

const time = fc.record({ seconds: fc.nat(), microseconds: fc.nat({ max: 999_999 }) });
const name = fc.stringMatching(/^[A-Z][A-Z0-9_.-]*$/);
const object = fc.dictionary(fc.string(), fc.jsonValue());

/** As QEMU writes it: a space behind each comma and colon of its own. */
function written(timestamp: { seconds: number; microseconds: number }, event: string, rest: string): string {
  const { seconds, microseconds } = timestamp;
  return `{"timestamp": {"seconds": ${seconds}, "microseconds": ${microseconds}}, "event": "${event}"${rest}}`;
}

describe("an event that is told by the place of its parts", () => {
  test("is what it is when all of it is parsed", () => {
    fc.assert(
      fc.property(time, name, object, (timestamp, event, data) => {
        const line = written(timestamp, event, `, "data": ${JSON.stringify(data)}`);
        expect(byPlace(line)).toStrictEqual(byParsing(line));
        expect(byPlace(line)).toMatchObject({ event, timestamp });
      }),
    );
  });

  test("is left to the parser when there is anything else to it", () => {
    const rest = fc.constantFrom(
      "",
      ', "tag": "x"',
      ', "data": {}, "tag": "x"',
      ', "data": {}, "x": {}',
      ', "data": []',
    );
    fc.assert(
      fc.property(time, name, rest, (timestamp, event, more) => {
        expect(byPlace(written(timestamp, event, more))).toBeUndefined();
      }),
    );
  });

  test("is never anything else than what it is, whatever befell the line", () => {
    const piece = fc.constantFrom('"', "}", "{", ",", "\\", '"data": ', '"event": "A"', "0", "-", " ");
    const place = fc.nat({ max: 200 });
    fc.assert(
      fc.property(time, name, object, piece, place, (timestamp, event, data, inserted, at) => {
        const whole = written(timestamp, event, `, "data": ${JSON.stringify(data)}`);
        const line = whole.slice(0, at) + inserted + whole.slice(at);
        const found = byPlace(line);
        if (found !== undefined) expect(found).toStrictEqual(byParsing(line));
      }),
      { numRuns: 2_000 },
    );
  });
});
