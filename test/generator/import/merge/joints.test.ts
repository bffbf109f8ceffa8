import { expect, test } from "vitest";
import { JointTable } from "../../../../generator/import/merge/joints.js";

/** A table in which every name but "nothing" tells of which type it is. */
function table(): JointTable {
  return new JointTable((_, mask) => mask !== "nothing");
}

test("what stands in one place is one type, and is known by either name from then on", () => {
  const joints = table();
  const both = joints.resolve("object", ["1", "8"]);
  expect(joints.resolve("object", ["1", undefined])).toBe(both);
  expect(joints.resolve("object", [undefined, "8"])).toBe(both);
  expect(joints.resolve("object", ["2", undefined])).not.toBe(both);
});

test("two types turn out to be one when they meet", () => {
  const joints = table();
  const left = joints.resolve("object", ["1", undefined]);
  const right = joints.resolve("object", [undefined, "8"]);
  expect(left).not.toBe(right);
  const { revision } = joints;
  const both = joints.resolve("object", ["1", "8"]);
  expect(both.masks).toEqual(["1", "8"]);
  expect(joints.revision).toBeGreaterThan(revision);
  expect(joints.resolve("object", [undefined, "8"])).toBe(both);
});

test("where places contradict each other there is a type for each pair", () => {
  const joints = table();
  const first = joints.resolve("enum", ["1", "8"]);
  const second = joints.resolve("enum", ["1", "9"]);
  expect(second).not.toBe(first);
  expect(joints.resolve("enum", ["1", "8"])).toBe(first);
  expect(joints.resolve("enum", ["1", "9"])).toBe(second);
  expect(joints.resolve("enum", ["1", undefined])).toBe(first);
});

test("nothing is no sign of being the same", () => {
  const joints = table();
  const one = joints.resolve("object", ["nothing", "8"]);
  expect(joints.resolve("object", ["nothing", "9"])).not.toBe(one);
});

test("what is known teaches nothing", () => {
  const joints = table();
  joints.resolve("object", ["1", "8"]);
  const { revision } = joints;
  joints.resolve("object", ["1", "8"]);
  joints.resolve("object", [undefined, "8"]);
  expect(joints.revision).toBe(revision);
});
