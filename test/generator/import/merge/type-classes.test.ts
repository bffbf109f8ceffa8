import { expect, test } from "vitest";
import { TypeClasses } from "../../../../generator/import/merge/type-classes.js";

/** Every name but "empty" identifies its class. */
function createClasses(): TypeClasses {
  return new TypeClasses((_, name) => name !== "empty");
}

test("types of one place form a class, which either name identifies", () => {
  const classes = createClasses();
  const both = classes.find("object", ["1", "8"]);
  expect(classes.find("object", ["1", undefined])).toBe(both);
  expect(classes.find("object", [undefined, "8"])).toBe(both);
  expect(classes.find("object", ["2", undefined])).not.toBe(both);
});

test("merges two classes that turn out to be equivalent", () => {
  const classes = createClasses();
  const left = classes.find("object", ["1", undefined]);
  const right = classes.find("object", [undefined, "8"]);
  expect(left).not.toBe(right);
  const { revision } = classes;
  const both = classes.find("object", ["1", "8"]);
  expect(both.names).toEqual(["1", "8"]);
  expect(classes.revision).toBeGreaterThan(revision);
  expect(classes.find("object", [undefined, "8"])).toBe(both);
});

test("keeps a class for each pair if places contradict each other", () => {
  const classes = createClasses();
  const first = classes.find("enum", ["1", "8"]);
  const second = classes.find("enum", ["1", "9"]);
  expect(second).not.toBe(first);
  expect(classes.find("enum", ["1", "8"])).toBe(first);
  expect(classes.find("enum", ["1", "9"])).toBe(second);
  expect(classes.find("enum", ["1", undefined])).toBe(first);
});

test("a name that does not identify a class does not merge classes", () => {
  const classes = createClasses();
  const one = classes.find("object", ["empty", "8"]);
  expect(classes.find("object", ["empty", "9"])).not.toBe(one);
});

test("a known place does not change the revision", () => {
  const classes = createClasses();
  classes.find("object", ["1", "8"]);
  const { revision } = classes;
  classes.find("object", ["1", "8"]);
  classes.find("object", [undefined, "8"]);
  expect(classes.revision).toBe(revision);
});
