import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";

const program = join(import.meta.dirname, "../../../generator/dist/cli/main.js");
const schema = `
{ 'command': 'always', 'data': { 'value': 'uint8' } }
{ 'command': 'sometimes', 'if': 'CONFIG_SOMETIMES' }
`;
const input = [
  '{"kind": "command", "json": {"execute": "always", "arguments": {"value": 255}}, "note": 1}',
  '{"kind": "command", "json": {"execute": "always", "arguments": {"value": 256}}}',
  '{"kind": "command", "json": {"execute": "sometimes"}}',
].join("\n");

function validate(...args: readonly string[]): readonly [number | null, string, string] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "validate", ...args], {
    input,
    encoding: "utf8",
  });
  return [status, stdout, stderr];
}

const always = "accept\nreject arguments.value: must be an integer from 0 to 255\n";
const never = 'reject execute: the schema has no command "sometimes"\n';

describe("qapi-ts validate", () => {
  const folder = (): string => temporaryFolder({ "s.json": schema, defines: "# ours\nCONFIG_SOMETIMES\n" });

  test("judges standard input line by line, by everything that the schema has", () => {
    expect(validate(join(folder(), "s.json"))).toEqual([0, `${always}accept\n`, ""]);
  });

  test("judges by what a build has, where conditions are named", () => {
    const at = folder();
    const file = join(at, "s.json");
    expect(validate(file, "-D", "OTHER")).toEqual([0, always + never, ""]);
    expect(validate(file, "--define", "CONFIG_SOMETIMES")).toEqual([0, `${always}accept\n`, ""]);
    expect(validate(file, "--defines-file", join(at, "defines"))).toEqual([0, `${always}accept\n`, ""]);
  });

  test("tells mistakes of the caller and of the schema", () => {
    expect(validate()[0]).toBe(2);
    expect(validate("a", "b")[0]).toBe(2);
    const [status, out, error] = validate(join(temporaryFolder({ "s.json": "{ 'struct' }" }), "s.json"));
    expect([status, out]).toEqual([1, ""]);
    expect(error).toContain("s.json:1:");
  });
});
