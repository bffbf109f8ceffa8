import { expect, test } from "vitest";
import { parseSince } from "../../../tools/events/since.js";
import { UsageError } from "../../../tools/failure.js";

const now = Date.parse("2026-01-31T12:00:00Z");

test.each([
  ["30s", "2026-01-31T11:59:30Z"],
  ["1.5m", "2026-01-31T11:58:30Z"],
  ["2h", "2026-01-31T10:00:00Z"],
  ["1d", "2026-01-30T12:00:00Z"],
  ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
  ["2026-01-01", "2026-01-01T00:00:00Z"],
])("%s is %s", (text, date) => {
  expect(parseSince(text, now)).toBe(Date.parse(date));
});

test.each(["", "yesterday", "10", "-5m", "2026-13-45", "5w"])("%j is a usage error", (text) => {
  expect(() => parseSince(text, now)).toThrow(UsageError);
});
