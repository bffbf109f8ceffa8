import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { loadBindings } from "../../../tools/exec/bindings.js";
import { andWaitName } from "../../../tools/exec/call-and-wait.js";
import { root } from "../../support/compile.js";

const { completions } = parse(readFileSync(join(root, "schema/qmp/annotations.json"), "utf8")) as {
  readonly completions: object;
};

const version = (
  major: number,
  minor: number,
): { major: number; minor: number; micro: number; package: string } => ({
  major,
  minor,
  micro: 0,
  package: "",
});

describe.each([
  [7, 2],
  [10, 0],
  [11, 1],
])("the bindings of QEMU %i.%i", (major, minor) => {
  test("have a function for each annotated command, and no other that waits", async () => {
    const bindings = await loadBindings(version(major, minor));
    const waiting = Object.keys(bindings).filter((name) => name.endsWith("AndWait"));
    const names = Object.keys(completions).map(andWaitName);
    expect(waiting.length).toBeGreaterThan(20);
    expect(waiting.filter((name) => !names.includes(name))).toEqual([]);
  });
});

test("every annotated command of the newest QEMU has a function", async () => {
  const bindings = await loadBindings(undefined);
  expect(
    Object.keys(completions).filter((command) => typeof bindings[andWaitName(command)] !== "function"),
  ).toEqual([]);
});

test.each([
  [version(6, 0), "qapi-ts/qmp/7.2"],
  [version(7, 2), "qapi-ts/qmp/7.2"],
  [version(8, 1), "qapi-ts/qmp/10.0"],
  [version(10, 0), "qapi-ts/qmp/10.0"],
  [version(10, 10), "qapi-ts/qmp"],
  [version(11, 1), "qapi-ts/qmp"],
  [version(99, 0), "qapi-ts/qmp"],
  [undefined, "qapi-ts/qmp"],
])("a server of version %j has the bindings %s", async (server, specifier) => {
  expect(await loadBindings(server)).toBe(await import(specifier));
});
