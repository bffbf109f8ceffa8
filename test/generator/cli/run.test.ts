import { describe, expect, test } from "vitest";
import { commands } from "../../../generator/cli/commands.js";
import { readOptions } from "../../../generator/cli/generate/options.js";
import { run } from "../../../generator/cli/run.js";
import { UsageError } from "../../../generator/cli/terminal.js";

async function qapiTs(...argv: readonly string[]): Promise<readonly [number, string, string]> {
  let [out, error] = ["", ""];
  const status = await run(argv, commands, {
    out: (text) => (out += text),
    error: (text) => (error += text),
  });
  return [status, out, error];
}

test("help goes to the output and is no mistake", async () => {
  const [status, out, error] = await qapiTs("--help");
  expect([status, error]).toEqual([0, ""]);
  for (const name of commands.keys()) expect(out).toContain(`  ${name}`);
  expect((await qapiTs("generate", "--help"))[1]).toMatch(/^Usage: qapi-ts generate /);
});

test("the version is the package's", async () => {
  const [status, out] = await qapiTs("--version");
  expect([status, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

test.each([
  [[], "Which command?"],
  [["generat"], 'There is no command "generat".'],
  [["\u001b[31m"], "There is no command"],
  [["generate"], "Which schema?"],
  [["generate", "a.json"], "Where to?"],
  [["generate", "a.json", "b.json", "--out", "x"], "b.json is one too many"],
  [["generate", "a.json", "--out", "x", "--name", "qmp"], "--name takes a name in PascalCase."],
  [["generate", "a.json", "--out", "x", "--runtime", 'a";'], "--runtime takes a module specifier."],
  [["generate", "a.json", "--out", "x", "--reference", "*/"], "--reference takes an http or https URL."],
  [["generate", "--config", "c", "--out", "x"], "--config goes without --out"],
  [["generate", "--config", "c", "a.json"], "--config goes without a schema"],
  [["generate", "--unknown"], "--unknown"],
  [["generate", "--config", "/nowhere/at/all.json"], "ENOENT"],
])("%j is a mistake of the caller", async (argv, message) => {
  const [status, out, error] = await qapiTs(...argv);
  expect([status, out]).toEqual([2, ""]);
  expect(error).toContain(message);
  expect(error).not.toContain("\u001b");
});

describe("options", () => {
  test("are a target", () => {
    const args = [
      "s.json",
      "-o",
      "dir",
      "--name",
      "Qga",
      "-D",
      "A",
      "-D",
      "B",
      "--runtime",
      "./rt.js",
      "--check",
    ];
    expect(readOptions(args)).toEqual({
      from: {
        kind: "target",
        target: {
          schema: "s.json",
          out: "dir",
          name: "Qga",
          runtime: "./rt.js",
          defines: ["A", "B"],
          reference: undefined,
        },
      },
      check: true,
      quiet: false,
    });
  });

  test("or a configuration", () => {
    expect(readOptions(["--config", "c.json", "-q"])).toEqual({
      from: { kind: "config", file: "c.json" },
      check: false,
      quiet: true,
    });
    expect(() => readOptions(["--config"])).toThrow(UsageError);
  });
});
