import { describe, expect, test } from "vitest";
import {
  compareVersions,
  emptyHistory,
  extendHistory,
  type History,
} from "../../../schema/print/history/history.js";
import type { ScannedVersion } from "../../../schema/print/history/scan.js";

/** A version whose commands are documented with versions, or not. */
function scanned(version: string, commands: Readonly<Record<string, string | undefined>>): ScannedVersion {
  const nothing = { commands: new Map(), events: new Map() };
  return { version, monitor: { ...nothing, commands: new Map(Object.entries(commands)) }, agent: nothing };
}

function commandsAfter(...versions: ScannedVersion[]): History["monitor"]["commands"] {
  return extendHistory(emptyHistory, versions).monitor.commands;
}

describe("the first version of a command", () => {
  test.each([
    [
      "is that of its documentation before 2.9, when not every command was in the schema",
      "2.8",
      "0.13",
      "0.13",
    ],
    ["is documented between two versions of the history", "10.0", "9.1", "9.1"],
    ["is not the documented one if a known schema lacks it", "10.0", "8.0", "10.0"],
    ["is not newer than the schema that has it", "10.0", "10.1", "10.0"],
    ["is that of the schema if it is not documented", "10.0", undefined, "10.0"],
  ])("%s", (_, version, documented, expected) => {
    const previous = version === "10.0" ? "8.1" : "2.7";
    const commands = commandsAfter(scanned(previous, {}), scanned(version, { c: documented }));
    expect(commands["c"]).toEqual({ since: expected });
  });

  test("may precede the history", () => {
    expect(commandsAfter(scanned("1.0", { c: "0.14" }))["c"]).toEqual({ since: "0.14" });
  });
});

test("the last version of a command is known with the first one that lacks it", () => {
  const versions = [scanned("7.2", { c: undefined }), scanned("8.1", { c: undefined }), scanned("10.0", {})];
  expect(commandsAfter(...versions)["c"]).toEqual({ since: "7.2", last: "8.1", goneIn: "10.0" });
  expect(commandsAfter(...versions, scanned("10.2", {}))["c"]).toMatchObject({ last: "8.1", goneIn: "10.0" });
});

test("a command that returns is not gone", () => {
  const versions = [scanned("7.2", { c: undefined }), scanned("8.1", {}), scanned("10.0", { c: undefined })];
  expect(commandsAfter(...versions)["c"]).toEqual({ since: "7.2" });
});

test("the order of the sources is that of their versions, and a known version changes nothing", () => {
  const versions = [scanned("2.9", { a: undefined }), scanned("2.12", {}), scanned("10.0", { b: undefined })];
  const history = extendHistory(emptyHistory, versions.toReversed());
  expect(history).toEqual(extendHistory(emptyHistory, versions));
  expect(history.versions).toEqual(["2.9", "2.12", "10.0"]);
  expect(extendHistory(history, [scanned("2.12", { z: undefined })])).toEqual(history);
});

test("a version between known ones is refused", () => {
  const history = extendHistory(emptyHistory, [scanned("7.2", {}), scanned("10.0", {})]);
  expect(() => extendHistory(history, [scanned("8.1", {})])).toThrow("8.1 is older than 10.0");
});

test("versions are compared as numbers", () => {
  expect(["10.0", "2.12", "2.9", "1.0"].sort(compareVersions)).toEqual(["1.0", "2.9", "2.12", "10.0"]);
});
