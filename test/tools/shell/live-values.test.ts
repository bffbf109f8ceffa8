import { expect, test } from "vitest";
import { LiveValues } from "../../../tools/shell/live/live-values.js";

const context = { prefix: "", given: () => undefined };

test("queries names once that are needed again soon, and again later or after a command", async () => {
  let [now, asked] = [0, 0];
  const live = new LiveValues(
    () => Promise.resolve([{ id: `job${++asked}` }]),
    () => now,
  );
  const names = async (): Promise<string[]> =>
    (await live.values(["job"], context)).map(({ value }) => value);
  expect(await names()).toEqual(["job1"]);
  now = 1_000;
  expect(await names()).toEqual(["job1"]);
  now = 2_500;
  expect(await names()).toEqual(["job2"]);
  live.clear();
  expect(await names()).toEqual(["job3"]);
});

test("has no names if the machine refuses, and queries with a short limit", async () => {
  const limits: number[] = [];
  const live = new LiveValues((_, __, timeout) => {
    limits.push(timeout);
    return Promise.reject(new Error("refused"));
  });
  expect(await live.values(["block-node", "block-device"], context)).toEqual([]);
  expect(limits).toEqual([500, 500]);
});
