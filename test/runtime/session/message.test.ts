import { expect, test } from "vitest";
import { classify } from "../../../runtime/session/message.js";

test("an event keeps its microseconds", () => {
  const timestamp = { seconds: 1258551470, microseconds: 802384 };
  expect(classify({ event: "POWERDOWN", timestamp })).toEqual({
    kind: "event",
    event: { event: "POWERDOWN", data: undefined, timestamp },
  });
});

test.each([{ seconds: -1, microseconds: -1 }, undefined, "now", { seconds: "1", microseconds: 2 }])(
  "%j is no time",
  (timestamp) => {
    expect(classify({ event: "A", timestamp })).toMatchObject({ event: { timestamp: undefined } });
  },
);

test("an event raised for a connection has its tag, any other has none", () => {
  expect(classify({ event: "A", tag: "t1" })).toMatchObject({ event: { tag: "t1" } });
  expect(classify({ event: "A" })).not.toHaveProperty("event.tag");
});

test("a greeting is read as far as it goes", () => {
  const qemu = { major: 7, minor: 2, micro: 22 };
  expect(classify({ QMP: { version: { qemu, package: "p" }, capabilities: ["oob", 5] } })).toEqual({
    kind: "greeting",
    greeting: { version: { ...qemu, package: "p" }, capabilities: ["oob"] },
  });
  expect(classify({ QMP: {} })).toEqual({
    kind: "greeting",
    greeting: { version: undefined, capabilities: [] },
  });
});

test.each([null, 5, "text", [], {}, { event: 5 }, { error: "text" }, { QMP: 1 }])(
  "%j is of no kind",
  (message) => {
    expect(classify(message).kind).toBe("unknown");
  },
);

test("an error reply without its members is still an error", () => {
  expect(classify({ error: {}, id: 1 })).toMatchObject({
    kind: "error",
    error: { errorClass: "GenericError", description: "" },
  });
});
