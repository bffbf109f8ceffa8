import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runCompiled } from "../support.js";

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
  const { status, out, error } = runCompiled(".", ["validate", ...args], input);
  return [status, out, error];
}

const always = "accept\nreject arguments.value: must be an integer from 0 to 255\n";
const never = 'reject execute: the schema has no command "sometimes"\n';

describe("qapi-ts validate", () => {
  const folder = (): string =>
    temporaryFolder({ "s.json": schema, defines: "# of this build\nCONFIG_SOMETIMES\n" });

  test("validates standard input line by line against all definitions", () => {
    expect(validate(join(folder(), "s.json"))).toEqual([0, `${always}accept\n`, ""]);
  });

  test("validates against the definitions of one build if conditions are named", () => {
    const at = folder();
    const file = join(at, "s.json");
    const warning = 'unknown-condition: no condition of the schema names "CONFIG_SOMETIME"\n';
    const help = '  help: did you mean "CONFIG_SOMETIMES"?\n';
    expect(validate(file, "-D", "CONFIG_SOMETIME")).toEqual([
      0,
      always + never,
      `${file}: warning ${warning}${help}`,
    ]);
    expect(validate(file, "--define", "CONFIG_SOMETIMES")).toEqual([0, `${always}accept\n`, ""]);
    expect(validate(file, "--defines-file", join(at, "defines"))).toEqual([0, `${always}accept\n`, ""]);
  });

  test("rejects an invalid command line and an invalid schema", () => {
    expect(validate()[0]).toBe(2);
    expect(validate("a", "b")[0]).toBe(2);
    const [status, out, error] = validate(join(temporaryFolder({ "s.json": "{ 'struct' }" }), "s.json"));
    expect([status, out]).toEqual([1, ""]);
    expect(error).toContain("s.json:1:");
  });
});
