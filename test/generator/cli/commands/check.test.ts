import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runHere } from "../support.js";

const former = `{ 'enum': 'Kind', 'data': [ 'a' ] }
{ 'union': 'Thing', 'data': { 'kind': 'Kind' } }
`;

function write(schema: string): string {
  return join(temporaryFolder({ "s.json": schema }), "s.json");
}

describe("qapi-ts check", () => {
  test("prints nothing for a schema in the current language", async () => {
    const { status, out, error } = await runHere(["check", write("{ 'enum': 'Kind', 'data': [] }")]);
    expect([status, out, error]).toEqual([0, "", ""]);
  });

  test("names the former language of a schema, and accepts it", async () => {
    const schema = write(former);
    const { status, error } = await runHere(["check", schema]);
    expect(status).toBe(0);
    expect(error.split("\n")[0]).toBe(
      `${schema}:2:12: note former-language: the schema is written in the language of QEMU 6.1 and older: ` +
        "a union has no discriminator",
    );
    expect(error).toContain("  2 | { 'union': 'Thing'");
  });

  test("prints errors before the note", async () => {
    const { status, error } = await runHere(["check", write(`${former}{ 'event': 'lower' }\n`)]);
    expect(status).toBe(1);
    expect(error.match(/(error|note) [a-z-]+(?=:)/g)).toEqual(["error event-case", "note former-language"]);
  });

  test("prints the note as JSON too", async () => {
    const { status, out, error } = await runHere(["check", write(former), "--format", "json"]);
    expect([status, error]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject([{ code: "former-language", severity: "note" }]);
  });

  test("prints an empty list as JSON if there are no diagnostics", async () => {
    const schema = write("{ 'enum': 'Kind', 'data': [] }");
    const outcome = await runHere(["check", schema, "--format", "json"]);
    expect(outcome).toEqual({ status: 0, out: "[]\n", error: "" });
  });

  test("does not apply the current rules for documentation to a former language", async () => {
    const documented = `##\n# @Kind:\n#\n# Text.  ${"word ".repeat(20)}\n#\n# Note: one\n##\n`;
    expect((await runHere(["check", write(documented + former)])).status).toBe(0);
    expect((await runHere(["check", write(`${documented}{ 'enum': 'Kind', 'data': [] }`)])).status).toBe(1);
  });
});
