import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../../generator/cli/commands.js";
import { run } from "../../../generator/cli/run.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const main = join(import.meta.dirname, "../../../generator/dist/cli/main.js");

async function qapiTs(...argv: readonly string[]): Promise<readonly [number, string]> {
  let text = "";
  const note = (more: string): void => {
    text += more;
  };
  return [await run(argv, commands, { out: note, error: note }), text];
}

const answer = JSON.stringify([
  { name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "1" },
  { name: "0", "meta-type": "object", members: [] },
  { name: "1", "meta-type": "object", members: [{ name: "at", type: "int" }] },
  { name: "int", "meta-type": "builtin", "json-type": "int" },
  // Of what this build does not have: the schema must hold it, and bindings have no use for what holds it.
  { name: "2", "meta-type": "enum", values: ["a"] },
]);

test("an answer becomes a schema that check accepts and generate uses", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const out = join(folder, "new/schema");
  expect(await qapiTs("import", join(folder, "answer.json"), "--out", out)).toEqual([0, ""]);
  expect(readdirSync(out)).toEqual(["qapi-schema.json"]);
  expect(await qapiTs("check", join(out, "qapi-schema.json"))).toEqual([0, ""]);
  // Generating has threads, which need the program as it is compiled.
  const args = [main, "generate", join(out, "qapi-schema.json"), "--out", join(folder, "bindings")];
  expect(spawnSync(process.execPath, args).status).toBe(0);
  const commandsFile = join(folder, "bindings/qapi-schema/commands.ts");
  expect(readFileSync(commandsFile, "utf8")).toContain("Promise<StopResult>");
  expect(readdirSync(join(folder, "bindings/qapi-schema"))).not.toContain("events.ts");
});

test("what was imported does not differ from the answer, unused types included", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const kept = join(folder, "answer.json");
  expect(await qapiTs("import", kept, "--out", folder)).toEqual([0, ""]);
  const schema = join(folder, "qapi-schema.json");
  expect(readFileSync(schema, "utf8")).toContain("UnusedA");
  expect((await qapiTs("diff", schema, kept))[1]).not.toContain("X_UNUSED_TYPES");
});

test("an import may be done again, but writes over nothing else", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const file = join(folder, "qapi-schema.json");
  const call = ["import", join(folder, "answer.json"), "--out", folder];
  expect(await qapiTs(...call)).toEqual([0, ""]);
  const text = readFileSync(file, "utf8");
  expect(await qapiTs(...call)).toEqual([0, ""]);
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFileSync(file, "# Mine.\n");
  const [status, said] = await qapiTs(...call);
  expect(status).toBe(1);
  expect(said).toContain("is there already, and no import has written it");
  expect(readFileSync(file, "utf8")).toBe("# Mine.\n");
});

test("nothing is written through a link", async () => {
  const folder = temporaryFolder({ "answer.json": answer, "out/other": "" });
  symlinkSync("../elsewhere.json", join(folder, "out/qapi-schema.json"));
  const [status] = await qapiTs("import", join(folder, "answer.json"), "--out", join(folder, "out"));
  expect(status).toBe(1);
  expect(existsSync(join(folder, "elsewhere.json"))).toBe(false);
});

test("with names it is called as there; a faulty schema of names is told", async () => {
  const folder = temporaryFolder({
    "answer.json": answer,
    "names.json":
      "{ 'struct': 'Stopped', 'data': { 'at': 'uint64' } }\n{ 'command': 'stop', 'returns': 'Stopped' }",
    "faulty.json": "{ 'command': 'stop', 'returns': 'Stopped' }",
  });
  const call = ["import", join(folder, "answer.json"), "--out", join(folder, "out"), "--names"];
  const [status, said] = await qapiTs(...call, join(folder, "faulty.json"));
  expect(status).toBe(1);
  expect(said).toContain("unknown-type");
  expect(existsSync(join(folder, "out"))).toBe(false);
  expect(await qapiTs(...call, join(folder, "names.json"))).toEqual([0, ""]);
  expect(readFileSync(join(folder, "out/qapi-schema.json"), "utf8")).toContain(
    "{ 'struct': 'Stopped', 'data': { 'at': 'uint64' } }",
  );
});

test.each([
  [["import"], 2, "From what?"],
  [["import", "answer.json"], 2, "Where to?"],
  [["import", "no-such-binary", "--out", "x"], 2, "no-such-binary"],
  [["import", "/nowhere/answer.json", "--out", "x"], 2, "ENOENT"],
])("%j is a mistake of the caller", async (argv, expected, message) => {
  const [status, said] = await qapiTs(...argv);
  expect([status, said]).toEqual([expected, expect.stringContaining(message)]);
});

test("an answer that is none leaves nothing behind", async () => {
  const folder = temporaryFolder({ "broken.json": "{", "wrong.json": '[{"name":"a"}]' });
  for (const [file, message] of [
    ["broken.json", "is not JSON"],
    ["wrong.json", "answer[0] has no member 'meta-type'"],
  ] as const) {
    const [status, said] = await qapiTs("import", join(folder, file), "--out", join(folder, "out"));
    expect(status).toBe(1);
    expect(said).toContain(message);
    expect(said).not.toMatch(/^ {4}at /m);
  }
  expect(existsSync(join(folder, "out"))).toBe(false);
});
