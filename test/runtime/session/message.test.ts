import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExactly } from "../../../runtime/json.js";
import { classify, readMessage, type Message } from "../../../runtime/session/message.js";

/** Returns a message as plain data, with an event decoded. */
function plain(message: Message | undefined): unknown {
  return message?.kind === "event" ? { kind: "event", event: message.decode() } : message;
}

const read = (text: string): unknown => plain(readMessage(text));
const parsed = (value: unknown): unknown => plain(classify(value, 0));

describe("classify()", () => {
  test("keeps the microseconds of an event", () => {
    const timestamp = { seconds: 1258551470, microseconds: 802384 };
    expect(parsed({ event: "POWERDOWN", timestamp })).toEqual({
      kind: "event",
      event: { event: "POWERDOWN", data: undefined, timestamp },
    });
  });

  test.each([{ seconds: -1, microseconds: -1 }, undefined, "now", { seconds: "1", microseconds: 2 }])(
    "does not accept %j as a timestamp",
    (timestamp) => {
      expect(parsed({ event: "A", timestamp })).toMatchObject({ event: { timestamp: undefined } });
    },
  );

  test("reads the tag of an event raised for a connection", () => {
    expect(parsed({ event: "A", tag: "t1" })).toMatchObject({ event: { tag: "t1" } });
    expect(parsed({ event: "A" })).not.toHaveProperty("event.tag");
  });

  test("reads the parts of a greeting that are present", () => {
    const qemu = { major: 7, minor: 2, micro: 22 };
    expect(parsed({ QMP: { version: { qemu, package: "p" }, capabilities: ["oob", 5] } })).toEqual({
      kind: "greeting",
      greeting: { version: { ...qemu, package: "p" }, capabilities: ["oob"] },
    });
    expect(parsed({ QMP: {} })).toEqual({
      kind: "greeting",
      greeting: { version: undefined, capabilities: [] },
    });
  });

  test.each([null, 5, "text", [], {}, { event: 5 }, { error: "text" }, { QMP: 1 }])(
    "does not recognise %j as a message",
    (message) => {
      expect(classify(message, 0).kind).toBe("unknown");
    },
  );

  test("accepts an error reply without its members", () => {
    expect(classify({ error: {}, id: 1 }, 0)).toMatchObject({
      kind: "error",
      error: { errorClass: "GenericError", description: "" },
    });
  });
});

const time = fc.record({ seconds: fc.nat(), microseconds: fc.nat({ max: 999_999 }) });
const name = fc.stringMatching(/^[A-Z][A-Z0-9_.-]*$/);
const object = fc.dictionary(fc.string(), fc.jsonValue());

/** Returns an event in QEMU's layout, which has a space after each comma and colon of the envelope. */
function eventText(
  timestamp: { seconds: number; microseconds: number },
  event: string,
  rest: string,
): string {
  const { seconds, microseconds } = timestamp;
  return `{"timestamp": {"seconds": ${seconds}, "microseconds": ${microseconds}}, "event": "${event}"${rest}}`;
}

const replyText = (value: unknown, id: number | string): string =>
  `{"return": ${JSON.stringify(value)}, "id": ${id}}`;

describe("readMessage() agrees with the JSON parser on", () => {
  test("events with data in QEMU's layout", () => {
    fc.assert(
      fc.property(time, name, object, (timestamp, event, data) => {
        const text = eventText(timestamp, event, `, "data": ${JSON.stringify(data)}`);
        expect(read(text)).toStrictEqual(parsed(parseExactly(text)));
        expect(read(text)).toMatchObject({ event: { event, timestamp } });
      }),
    );
  });

  test.each([
    "",
    ', "tag": "x"',
    ', "data": {}, "tag": "x"',
    ', "data": {}, "x": {}',
    ', "data": []',
    ', "data": {"x": 18446744073709551615}',
  ])("an event in QEMU's layout that ends with %s", (rest) => {
    const text = eventText({ seconds: 1, microseconds: 2 }, "STOP", rest);
    const event = { event: "STOP", timestamp: { seconds: 1, microseconds: 2 } };
    expect(read(text)).toMatchObject({ kind: "event", event });
    expect(read(text)).toEqual(parsed(parseExactly(text)));
  });

  test("replies with an id in QEMU's layout", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, id) => {
        const text = replyText(value, id);
        expect(read(text)).toStrictEqual(parsed(parseExactly(text)));
        expect(read(text)).toHaveProperty("id", id);
      }),
    );
  });

  test.each([
    '{"return": {}}',
    '{"return": {}, "id": "1"}',
    '{"return": {}, "id": -1}',
    '{"return": {}, "id": 1.5}',
    '{"return": {}, "error": {}, "id": 1}',
    '{"error": {}, "id": 1}',
    '{"return":{},"id":1}',
    '{"return": {"id": 1}}',
  ])("a reply that is not in QEMU's layout or not complete: %s", (text) => {
    expect(read(text)).toStrictEqual(parsed(parseExactly(text)));
  });

  const pieces = [
    '"',
    "}",
    "{",
    ",",
    "\\",
    '"data": ',
    '"event": "A"',
    ', "id": 1',
    '{"return": ',
    "0",
    "-",
    " ",
  ];

  test("messages with a piece of text inserted at any position", () => {
    const reply = fc.tuple(fc.jsonValue(), fc.nat()).map(([value, id]) => replyText(value, id));
    const event = fc
      .tuple(time, name, object)
      .map(([timestamp, event, data]) => eventText(timestamp, event, `, "data": ${JSON.stringify(data)}`));
    const position = fc.nat({ max: 200 });
    fc.assert(
      fc.property(fc.oneof(reply, event), fc.constantFrom(...pieces), position, (whole, inserted, at) => {
        const text = whole.slice(0, at) + inserted + whole.slice(at);
        const message = read(text);
        const isUndecodable =
          typeof message === "object" &&
          message !== null &&
          "event" in message &&
          message.event === undefined;
        if (message === undefined || isUndecodable)
          expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
        else expect(message).toStrictEqual(parsed(parseExactly(text)));
      }),
      { numRuns: 2_000 },
    );
  });
});
