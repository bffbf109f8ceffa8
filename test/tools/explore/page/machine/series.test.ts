import { describe, expect, test } from "vitest";
import {
  bytesText,
  percentOf,
  secondsText,
} from "../../../../../tools/explore/page/machine/charts/amount-text.js";
import { eventFilter } from "../../../../../tools/explore/page/machine/events/event-pattern.js";
import { lanesOf } from "../../../../../tools/explore/page/machine/events/lanes.js";
import { addPoint, emptySeries, ratesOf } from "../../../../../tools/explore/page/machine/charts/series.js";

describe("a series", () => {
  test("has the increase for each second", () => {
    expect(ratesOf({ time: 1_000, values: [10, 5] }, { time: 3_000, values: [30, 5] })).toEqual([10, 0]);
  });

  test("has the rate 0 if a counter starts again, or no time passed", () => {
    expect(ratesOf({ time: 0, values: [10] }, { time: 1_000, values: [2] })).toEqual([0]);
    expect(ratesOf({ time: 5, values: [1] }, { time: 5, values: [2] })).toEqual([0]);
  });

  test("drops the oldest points", () => {
    let series = emptySeries(2);
    for (let index = 0; index < 305; index++) series = addPoint(series, index * 1_000, [index, -index]);
    expect(series.times).toHaveLength(300);
    expect(series.times.at(-1)).toBe(304);
    expect(series.lines.map((line) => line[0])).toEqual([5, -5]);
  });
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [2 ** 30, "1.0 GiB"],
  [2 ** 64, "16 EiB"],
])("%d bytes are shown as %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [5.4, "5 s"],
  [125, "2 min 5 s"],
  [7_260, "2 h 1 min"],
  [Infinity, "unknown"],
])("%d seconds are shown as %s", (seconds, text) => {
  expect(secondsText(seconds)).toBe(text);
});

test("an unknown total has no progress, and progress ends at 100 %", () => {
  expect([percentOf(5, 0), percentOf(1, 4), percentOf(9, 4)]).toEqual([0, 25, 100]);
});

describe("the filter of events", () => {
  const events = [
    { name: "BLOCK_JOB_READY", text: '{"device":"d0"}' },
    { name: "STOP", text: "" },
    { name: "JOB_STATUS_CHANGE", text: '{"id":"block"}' },
  ];
  test.each([
    ["", 3],
    ["block", 2],
    ["BLOCK_*", 1],
    ["*_CHANGE block", 1],
    ["st*p", 1],
    ["(", 0],
    ["*(", 0],
    [".*", 0],
  ])("%j finds %d", (query, count) => {
    expect(events.filter(eventFilter(query))).toHaveLength(count);
  });
});

test("the timeline has a line for each name, at most twelve, with the newest", () => {
  const events = Array.from({ length: 40 }, (_, index) => ({
    number: index,
    time: index,
    name: `E${String(index % 20).padStart(2, "0")}`,
    data: undefined,
  }));
  const { lanes, start, end } = lanesOf(events);
  expect(lanes.map(({ name }) => name)).toEqual(
    Array.from({ length: 12 }, (_, index) => `E${String(index + 8).padStart(2, "0")}`),
  );
  expect(lanes[0]?.times).toEqual([8, 28]);
  expect([start, end]).toEqual([8, 39]);
  expect(lanesOf([]).lanes).toEqual([]);
});
