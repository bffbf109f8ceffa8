import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runCompiled, type Outcome } from "../support.js";

const files = {
  "s.json":
    "{ 'event': 'GONE', 'data': { 'id': 'str' } }\n{ 'command': 'remove', 'data': { 'id': 'str', 'key': 'str' } }\n",
  "a.json": `{
    "accessors": { "gone": { "event": "GONE", "arguments": { "id": "id" } } },
    "base64": { "remove": ["key"] }
  }`,
  "wrong.json": `{ "accessors": { "gone": { "event": "GONE", "arguments": { "id": "ident" } } } }`,
  "config.json": `{ "targets": [{ "schema": "s.json", "out": "out", "annotations": "sub/../a.json" }] }`,
};

describe("annotations", () => {
  test("are named by --annotations, or in a config by a path relative to it", () => {
    const cwd = temporaryFolder(files);
    const given = runCompiled(cwd, ["generate", "s.json", "--out", "out", "--annotations", "a.json"]);
    expect(given).toMatchObject({ status: 0, error: "" });
    expect(readFileSync(join(cwd, "out/events.ts"), "utf8")).toContain('match: { id: "id" }');
    const configured = runCompiled("/", ["generate", "--config", join(cwd, "config.json"), "--check"]);
    expect(configured).toMatchObject({ status: 0, error: "" });
  });

  test("cause a new generation when they change", () => {
    const cwd = temporaryFolder(files);
    const run = (): Outcome => runCompiled(cwd, ["generate", "--config", "config.json"]);
    run();
    expect(run().out).toMatch(/: 0 written, 0 removed, 5 unchanged\n$/);
    writeFileSync(join(cwd, "a.json"), "{}");
    expect(run().out).toMatch(/: 3 written, 0 removed, 2 unchanged\n$/);
    expect(readFileSync(join(cwd, "out/events.ts"), "utf8")).not.toContain("match");
    expect(runCompiled(cwd, ["generate", "s.json", "--out", "out"]).out).toMatch(/0 written/);
  });

  test("are reported with their position if they are invalid, and nothing is written", () => {
    const cwd = temporaryFolder(files);
    const wrong = 'wrong.json:1:66: error annotation-unknown: the event "GONE" has no member "ident"\n';
    const generated = runCompiled(cwd, ["generate", "s.json", "--out", "out", "--annotations", "wrong.json"]);
    expect(generated).toMatchObject({ status: 1, out: "", error: expect.stringContaining(wrong) as string });
    const checked = runCompiled(cwd, ["check", "s.json", "--annotations", "wrong.json"]);
    expect(checked).toMatchObject({ status: 1, error: expect.stringContaining(wrong) as string });
    expect(runCompiled(cwd, ["check", "s.json", "--annotations", "a.json"])).toEqual({
      status: 0,
      out: "",
      error: "",
    });
    const missing =
      "no.json: error unreadable-file: cannot read the annotations file: ENOENT: no such file or";
    expect(runCompiled(cwd, ["check", "s.json", "--annotations", "no.json"])).toMatchObject({
      status: 1,
      error: expect.stringContaining(missing) as string,
    });
  });

  test("name the members that validate checks for base64", () => {
    const cwd = temporaryFolder(files);
    const line = (key: string): string =>
      `${JSON.stringify({ kind: "command", json: { execute: "remove", arguments: { id: "x", key } } })}\n`;
    const input = line("AQID") + line("no base64");
    expect(runCompiled(cwd, ["validate", "s.json"], input).out).toBe("accept\naccept\n");
    expect(runCompiled(cwd, ["validate", "s.json", "--annotations", "a.json"], input).out).toMatch(
      /^accept\nreject arguments\.key: .*base64\n$/,
    );
  });
});
