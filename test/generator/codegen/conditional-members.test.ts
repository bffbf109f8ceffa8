import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { pruneModel } from "../../../generator/model/prune.js";
import type { Model } from "../../../generator/model/index.js";
import { MessageValidator, validateLine } from "../../../generator/validate/message.js";
import { makeBindings, modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const schema = `
{ 'struct': 'Base', 'data': { 'in-base': { 'type': 'str', 'if': 'A' } } }
{ 'struct': 'Result', 'base': 'Base', 'data': { 'plain': 'int', 'own': { 'type': 'int', 'if': { 'not': 'B' } } } }
{ 'struct': 'Options', 'data': { 'only': { 'type': 'bool', 'if': 'A' } } }
{ 'command': 'get', 'data': 'Options', 'boxed': true, 'returns': 'Result' }
{ 'event': 'GOT', 'data': 'Result', 'boxed': true }
`;

let whole: Model;
beforeEach(() => {
  whole = modelOf(join(temporaryFolder({ "schema.json": schema }), "schema.json"));
});

const accepts = (model: Model, kind: string, json: object): string =>
  validateLine(JSON.stringify({ kind, json }), new MessageValidator(model));
const got = (data: object): object => ({
  event: "GOT",
  data,
  timestamp: { seconds: 0, microseconds: 0 },
});

describe("a mandatory member whose condition is not decided", () => {
  test("is optional in the types, with its condition in the documentation", async () => {
    const { files } = await makeBindings(whole);
    const types = files.get("types.ts") ?? "";
    expect(types).toMatch(/`A`[^]*"in-base"\?: string;/);
    expect(types).toMatch(/`B`[^]*own\?: Int64;/);
    expect(types).toContain("plain: Int64;");
    expect(types).toContain("only?: boolean;");
    expect(files.get("commands.ts")).toContain("args?: Options");
  });

  test("may be absent from messages, and has its type if it is present", () => {
    expect(accepts(whole, "event", got({ plain: 1 }))).toBe("accept");
    expect(accepts(whole, "event", got({ plain: 1, own: 2, "in-base": "x" }))).toBe("accept");
    expect(accepts(whole, "event", got({ plain: 1, own: "2" }))).not.toBe("accept");
    expect(accepts(whole, "event", got({ own: 2 }))).not.toBe("accept");
    expect(accepts(whole, "command", { execute: "get", arguments: {} })).toBe("accept");
  });
});

describe("a mandatory member whose condition is decided", () => {
  test("is mandatory if the condition holds", async () => {
    const model = pruneModel(whole, new Set(["A"]));
    const types = (await makeBindings(model)).files.get("types.ts") ?? "";
    expect(types).toContain('"in-base": string;');
    expect(types).toContain("own: Int64;");
    expect(types).toContain("only: boolean;");
    expect(accepts(model, "event", got({ plain: 1, own: 1 }))).not.toBe("accept");
    expect(accepts(model, "command", { execute: "get", arguments: {} })).not.toBe("accept");
  });

  test("does not exist if the condition does not hold", async () => {
    const types = (await makeBindings(pruneModel(whole, new Set(["B"])))).files.get("types.ts") ?? "";
    for (const name of ["in-base", "own", "only"]) expect(types).not.toContain(name);
  });
});
