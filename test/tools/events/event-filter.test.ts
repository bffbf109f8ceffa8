import { expect, test } from "vitest";
import { EventFilter } from "../../../tools/events/event-filter.js";
import { UsageError } from "../../../tools/failure.js";

const names = ["STOP", "RESUME", "BLOCK_JOB_READY", "BLOCK_JOB_COMPLETED", "JOB_STATUS_CHANGE"];

test.each([
  [[], names],
  [["STOP"], ["STOP"]],
  [["stop"], ["STOP"]],
  [["BLOCK_*"], ["BLOCK_JOB_READY", "BLOCK_JOB_COMPLETED"]],
  [
    ["*JOB*", "STO?"],
    ["STOP", "BLOCK_JOB_READY", "BLOCK_JOB_COMPLETED", "JOB_STATUS_CHANGE"],
  ],
])("%j selects %j", (patterns, selected) => {
  const filter = new EventFilter(patterns);
  expect(names.filter((name) => filter.matches(name))).toEqual(selected);
  expect(() => {
    filter.check(names);
  }).not.toThrow();
});

test("a pattern that matches no event is a usage error with the valid names", () => {
  const check = (): void => {
    new EventFilter(["RESUME", "STOPP"]).check(names);
  };
  expect(check).toThrow(UsageError);
  expect(check).toThrow(
    '--name STOPP: there is no such event (did you mean "STOP"?). Valid: BLOCK_JOB_COMPLETED, ',
  );
});
