import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runCompiled, runHere } from "../support.js";

async function qapiTs(...argv: readonly string[]): Promise<readonly [number | null, string]> {
  const { status, out, error } = await runHere(argv);
  return [status, out + error];
}

const answer = JSON.stringify([
  { name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "1" },
  { name: "0", "meta-type": "object", members: [] },
  { name: "1", "meta-type": "object", members: [{ name: "at", type: "int" }] },
  { name: "int", "meta-type": "builtin", "json-type": "int" },
  // Not used by a command or event of this build. The schema keeps it in a command that bindings omit.
  { name: "2", "meta-type": "enum", values: ["a"] },
]);

test("writes a schema that check and generate accept", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const out = join(folder, "new/schema");
  expect(await qapiTs("import", join(folder, "answer.json"), "--out", out)).toEqual([0, ""]);
  expect(readdirSync(out)).toEqual(["qapi-schema.json"]);
  expect(await qapiTs("check", join(out, "qapi-schema.json"))).toEqual([0, ""]);
  const args = ["generate", join(out, "qapi-schema.json"), "--out", join(folder, "bindings")];
  expect(runCompiled(folder, args).status).toBe(0);
  const commandsFile = join(folder, "bindings/commands.ts");
  expect(readFileSync(commandsFile, "utf8")).toContain("Promise<StopResult>");
  expect(readdirSync(join(folder, "bindings"))).not.toContain("events.ts");
});

test("--generate writes the bindings too, and the schema beside them", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const bindings = join(folder, "bindings");
  const args = ["import", join(folder, "answer.json"), "--generate", bindings, "--name", "Tasks"];
  const { status, out, error } = runCompiled(folder, [...args, "--validators"]);
  expect([status, error]).toEqual([0, ""]);
  expect(out).toContain("written");
  expect(readdirSync(join(bindings, "schema"))).toEqual(["qapi-schema.json"]);
  expect(readdirSync(bindings)).toContain("validators.ts");
  expect(readFileSync(join(bindings, "protocol.ts"), "utf8")).toContain("TasksProtocol");
  const again = ["generate", join(bindings, "schema/qapi-schema.json"), "--out", bindings, "--name", "Tasks"];
  expect(runCompiled(folder, [...again, "--validators"]).out).toContain("0 written, 0 removed");
});

/** What a QEMU with two commands more than its signs reports, of which one is open in QEMU's schema. */
const answerOfQemu = JSON.stringify([
  ...["query-version", "blockdev-add", "object-add", "query-status", "device_add"].map((name) => ({
    name,
    "meta-type": "command",
    "arg-type": "0",
    "ret-type": name === "query-status" ? "1" : "0",
  })),
  ...["BLOCK_JOB_COMPLETED", "BLOCK_IO_ERROR"].map((name) => ({
    name,
    "meta-type": "event",
    "arg-type": "0",
  })),
  { name: "0", "meta-type": "object", members: [] },
  { name: "1", "meta-type": "object", members: [{ name: "running", type: "bool" }] },
  { name: "bool", "meta-type": "builtin", "json-type": "boolean" },
]);

test("takes names, documentation and open arguments of QEMU from the shipped facts", async () => {
  const folder = temporaryFolder({ "answer.json": answerOfQemu });
  const file = join(folder, "answer.json");
  expect(await qapiTs("import", file, "--out", folder)).toEqual([0, ""]);
  const schema = (): string => readFileSync(join(folder, "qapi-schema.json"), "utf8");
  expect(schema()).toContain("'struct': 'StatusInfo'");
  expect(schema()).toContain("# @running:");
  expect(schema()).toMatch(/'device_add',[^}]*'gen': false/);
  expect(await qapiTs("check", join(folder, "qapi-schema.json"))).toEqual([0, ""]);
  expect(await qapiTs("import", file, "--out", folder, "--names", "none")).toEqual([0, ""]);
  expect(schema()).toContain("'struct': 'QueryStatusResult'");
  expect(schema()).not.toContain("# @running:");
});

test("removes the devices of an earlier import, and keeps a file that no import wrote", async () => {
  const banner = "// Imported by qapi-ts. Do not edit: the next import overwrites this file.\n";
  const folder = temporaryFolder({ "answer.json": answerOfQemu, "devices.json": banner });
  const file = join(folder, "answer.json");
  expect(await qapiTs("import", file, "--out", folder)).toEqual([0, ""]);
  expect(existsSync(join(folder, "devices.json"))).toBe(false);
  writeFileSync(join(folder, "devices.json"), "{}");
  expect(await qapiTs("import", file, "--out", folder)).toEqual([0, ""]);
  expect(readFileSync(join(folder, "devices.json"), "utf8")).toBe("{}");
});

test("writes a schema that diff finds equal to the answer, unused types included", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const kept = join(folder, "answer.json");
  expect(await qapiTs("import", kept, "--out", folder)).toEqual([0, ""]);
  const schema = join(folder, "qapi-schema.json");
  expect(readFileSync(schema, "utf8")).toContain("UnusedA");
  expect((await qapiTs("diff", schema, kept))[1]).not.toContain("X_UNUSED_TYPES");
});

test("overwrites an earlier import and no other file", async () => {
  const folder = temporaryFolder({ "answer.json": answer });
  const file = join(folder, "qapi-schema.json");
  const call = ["import", join(folder, "answer.json"), "--out", folder];
  expect(await qapiTs(...call)).toEqual([0, ""]);
  const text = readFileSync(file, "utf8");
  expect(await qapiTs(...call)).toEqual([0, ""]);
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFileSync(file, "# Not imported.\n");
  const [status, output] = await qapiTs(...call);
  expect(status).toBe(1);
  expect(output).toContain("exists and was not written by an import");
  expect(readFileSync(file, "utf8")).toBe("# Not imported.\n");
});

test("does not write through a symbolic link", async () => {
  const folder = temporaryFolder({ "answer.json": answer, "out/other": "" });
  symlinkSync("../../elsewhere.json", join(folder, "out/qapi-schema.json"));
  const [status] = await qapiTs("import", join(folder, "answer.json"), "--out", join(folder, "out"));
  expect(status).toBe(1);
  expect(existsSync(join(folder, "elsewhere.json"))).toBe(false);
});

test("takes type names from --names, and reports an invalid schema of names", async () => {
  const folder = temporaryFolder({
    "answer.json": answer,
    "names.json":
      "{ 'struct': 'Stopped', 'data': { 'at': 'uint64' } }\n{ 'command': 'stop', 'returns': 'Stopped' }",
    "faulty.json": "{ 'command': 'stop', 'returns': 'Stopped' }",
  });
  const call = ["import", join(folder, "answer.json"), "--out", join(folder, "out"), "--names"];
  const [status, output] = await qapiTs(...call, join(folder, "faulty.json"));
  expect(status).toBe(1);
  expect(output).toContain("unknown-type");
  expect(existsSync(join(folder, "out"))).toBe(false);
  expect(await qapiTs(...call, join(folder, "names.json"))).toEqual([0, ""]);
  expect(readFileSync(join(folder, "out/qapi-schema.json"), "utf8")).toContain(
    "{ 'struct': 'Stopped', 'data': { 'at': 'uint64' } }",
  );
});

test.each([
  [["import", "--out", "x"], 2, "missing required argument 'source'"],
  [["import", "answer.json"], 2, "Missing --out or --generate."],
  [["import", "answer.json", "--out", "x", "--validators"], 2, "--validators is an option of the bindings"],
  [["import", "answer.json", "--out", "x", "--annotations", "none"], 2, "Add --generate"],
  [["import", "no-such-binary", "--out", "x"], 2, "no-such-binary"],
  [["import", "/nowhere/answer.json", "--out", "x"], 1, "ENOENT"],
])("rejects %j", async (argv, expected, message) => {
  const [status, output] = await qapiTs(...argv);
  expect([status, output]).toEqual([expected, expect.stringContaining(message)]);
});

test("writes nothing if an answer is invalid", async () => {
  const folder = temporaryFolder({ "broken.json": "{", "wrong.json": '[{"name":"a"}]' });
  for (const [file, message] of [
    ["broken.json", "is not JSON"],
    ["wrong.json", "answer[0] has no member 'meta-type'"],
  ] as const) {
    const [status, output] = await qapiTs("import", join(folder, file), "--out", join(folder, "out"));
    expect(status).toBe(1);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^ {4}at /m);
  }
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test.each([
  [
    "{ 'command': 'go' }",
    "is a schema, not a saved answer. Write bindings for it with `qapi-ts generate`.\n",
  ],
  ["# A comment\n##\n# @go:\n##\n{ 'command': 'go' }\n", "is a schema, not a saved answer. "],
  ["[\n{ x\n]", "is not JSON: "],
])("says what a file is that is not an answer: %j", async (text, message) => {
  const folder = temporaryFolder({ "g.json": text });
  const [status, out] = await qapiTs("import", join(folder, "g.json"), "--out", join(folder, "out"));
  expect([status, out.split("\n").length]).toEqual([1, 2]);
  expect(out).toContain(`qapi-ts: ${JSON.stringify(join(folder, "g.json"))} ${message}`);
});
