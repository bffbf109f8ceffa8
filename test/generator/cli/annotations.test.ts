import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";

// The command line as users have it: compiled, in a process of its own.
const main = join(import.meta.dirname, "../../../generator/dist/cli/main.js");

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

function qapiTs(cwd: string, args: readonly string[], input = ""): Outcome {
  const run = spawnSync(process.execPath, [main, ...args], { cwd, encoding: "utf8", input });
  return { status: run.status, out: run.stdout, error: run.stderr };
}

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
  test("are named on the command line, or in a configuration, relative to it", () => {
    const cwd = temporaryFolder(files);
    const given = qapiTs(cwd, ["generate", "s.json", "--out", "out", "--annotations", "a.json"]);
    expect(given).toMatchObject({ status: 0, error: "" });
    expect(readFileSync(join(cwd, "out/s/events.ts"), "utf8")).toContain('match: { id: "id" }');
    const configured = qapiTs("/", ["generate", "--config", join(cwd, "config.json"), "--check"]);
    expect(configured).toMatchObject({ status: 0, error: "" });
  });

  test("that change make the bindings be made again", () => {
    const cwd = temporaryFolder(files);
    const run = (): Outcome => qapiTs(cwd, ["generate", "--config", "config.json"]);
    run();
    expect(run().out).toMatch(/: 0 written, 0 removed, 6 unchanged\n$/);
    writeFileSync(join(cwd, "a.json"), "{}");
    expect(run().out).toMatch(/: 3 written, 0 removed, 3 unchanged\n$/);
    expect(readFileSync(join(cwd, "out/s/events.ts"), "utf8")).not.toContain("match");
    expect(qapiTs(cwd, ["generate", "s.json", "--out", "out"]).out).toMatch(/0 written/);
  });

  test("that are wrong are told with their place, and nothing is written", () => {
    const cwd = temporaryFolder(files);
    const wrong = 'wrong.json:1:66: error annotation-unknown: the event "GONE" has no member "ident"\n';
    const generated = qapiTs(cwd, ["generate", "s.json", "--out", "out", "--annotations", "wrong.json"]);
    expect(generated).toMatchObject({ status: 1, out: "", error: expect.stringContaining(wrong) as string });
    const checked = qapiTs(cwd, ["check", "s.json", "--annotations", "wrong.json"]);
    expect(checked).toMatchObject({ status: 1, error: expect.stringContaining(wrong) as string });
    expect(qapiTs(cwd, ["check", "s.json", "--annotations", "a.json"])).toEqual({
      status: 0,
      out: "",
      error: "",
    });
    expect(qapiTs(cwd, ["check", "s.json", "--annotations", "none.json"])).toMatchObject({ status: 2 });
  });

  test("say which members messages must have in base64", () => {
    const cwd = temporaryFolder(files);
    const line = (key: string): string =>
      `${JSON.stringify({ kind: "command", json: { execute: "remove", arguments: { id: "x", key } } })}\n`;
    const input = line("AQID") + line("no base64");
    expect(qapiTs(cwd, ["validate", "s.json"], input).out).toBe("accept\naccept\n");
    expect(qapiTs(cwd, ["validate", "s.json", "--annotations", "a.json"], input).out).toMatch(
      /^accept\nreject arguments\.key: .*base64\n$/,
    );
  });
});
