import { expect, test } from "vitest";
import { parse } from "yaml";
import { formatValue } from "../../../tools/output/format.js";

const big = 2n ** 63n;

test("JSON is indented, or one line in a batch", () => {
  expect(formatValue({ a: big }, "json")).toBe('{\n  "a": 9223372036854775808\n}\n');
  expect(formatValue({ a: big }, "json", { isOneLine: true })).toBe('{"a":9223372036854775808}\n');
});

test("YAML is read as the value", () => {
  const value = { name: "yes", list: [{ size: big }, null], text: "a: b\n#c" };
  expect(parse(formatValue(value, "yaml"), { intAsBigInt: true })).toEqual(value);
});

test("an object has a row for each member, with dotted names", () => {
  const value = { status: "running", qemu: { major: 11, minor: 1 }, names: ["a", "b"], empty: {}, size: big };
  expect(formatValue(value, "table")).toBe(
    [
      "status      running",
      "qemu.major  11",
      "qemu.minor  1",
      "names       a, b",
      "empty       {}",
      "size        9223372036854775808",
      "",
    ].join("\n"),
  );
});

test("a list of objects has a row for each, and the columns of all", () => {
  const value = [
    { name: "a", props: { id: 1 } },
    { name: "long name", other: true },
  ];
  expect(formatValue(value, "table")).toBe(
    ["NAME       PROPS.ID  OTHER", "a          1", "long name            true", ""].join("\n"),
  );
});

test("a list that is wider than the terminal is a table for each object", () => {
  const value = [
    { first: "x".repeat(30), second: 1 },
    { first: "y", second: 2 },
  ];
  expect(formatValue(value, "table", { columns: 30 })).toBe(
    [`first   ${"x".repeat(19)}...`, "second  1", "", "first   y", "second  2", ""].join("\n"),
  );
});

test.each([
  ["text", "text\n"],
  [5, "5\n"],
  [{}, ""],
  [[], ""],
  [["a", 1], "a\n1\n"],
])("the table of %j", (value, text) => {
  expect(formatValue(value, "table")).toBe(text);
});

test("control characters are escaped in cells", () => {
  expect(formatValue({ name: "\u001b[31m\nx" }, "table")).toBe("name  \\u001b[31m\\nx\n");
});
