import { expect, test } from "vitest";
import { createProgress, RateMeter } from "../../../tools/output/progress.js";
import { Readable } from "node:stream";

test("a rate is measured over the last seconds", () => {
  let now = 0;
  const meter = new RateMeter(() => now);
  expect(meter.measure(0)).toBeUndefined();
  for (let second = 1; second <= 10; second++) {
    now = second * 1000;
    expect(meter.measure(second * 100)).toBe(100);
  }
  // Faster from now on: the old samples are forgotten.
  for (let second = 11; second <= 20; second++) {
    now = second * 1000;
    meter.measure(1000 + (second - 10) * 500);
  }
  now = 21_000;
  expect(meter.measure(6500)).toBe(500);
});

test("progress is lines without a terminal, and the last one is always printed", () => {
  const lines: string[] = [];
  const print = (text: string): void => {
    lines.push(text);
  };
  const terminal = {
    out: print,
    error: print,
    rawOut: print,
    input: Readable.from([]),
    screen: undefined,
    progressScreen: undefined,
  };
  let now = 0;
  const progress = createProgress("block\u001b-job", terminal, () => now);
  progress.update(0, 4_000_000_000);
  now = 100;
  progress.update(1_000_000_000, 4_000_000_000);
  now = 1_000;
  progress.update(4_000_000_000, 4_000_000_000);
  progress.stop();
  expect(lines).toEqual([
    "block\\u001b-job: 0%  0 B of 4 GB\n",
    "block\\u001b-job: 100%  4 GB of 4 GB, 4 GB/s, 0ms left\n",
  ]);
});
