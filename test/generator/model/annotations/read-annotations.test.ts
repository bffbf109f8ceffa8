import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noAnnotations, pruneAnnotations } from "../../../../generator/model/annotations/annotations.js";
import { readAnnotations } from "../../../../generator/model/annotations/read-annotations.js";
import { formatDiagnostic } from "../../../../generator/diagnostics/diagnostic.js";
import {
  base64Members,
  Base64Paths,
  type Annotations,
  type Command,
} from "../../../../generator/model/index.js";
import { pruneModel } from "../../../../generator/model/prune.js";
import { modelOf } from "../../support/make-bindings.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = import.meta.dirname;
const cases = join(folder, "cases");
const model = modelOf(join(folder, "schema.json"));

describe("rejects invalid annotations", () => {
  const names = readdirSync(cases).filter((name) => name.endsWith(".json"));
  test.each(names)("%s", async (name) => {
    const { annotations, diagnostics, source } = await readAnnotations(join(cases, name), model);
    expect(annotations).toBeUndefined();
    const report = diagnostics.map((each) => formatDiagnostic(each, [source])).join("");
    await expect(report.replaceAll(`${cases}/`, "")).toMatchFileSnapshot(
      join(cases, name.replace(".json", ".txt")),
    );
  });

  test.each(names)("%s: a diagnostic about a name points at a name that its message quotes", async (name) => {
    const { diagnostics, source } = await readAnnotations(join(cases, name), model);
    for (const { code, message, position } of diagnostics) {
      const quoted = [...message.matchAll(/"[^"]*"|(?<=the value ).*$/g)].map(([text]) => text);
      if (!code.startsWith("annotation-") || quoted.length === 0) continue;
      const text = source.text.split("\n")[position.line - 1]?.slice(position.column - 1) ?? "";
      expect(
        quoted.some((each) => text.startsWith(each)),
        message,
      ).toBe(true);
    }
  });
});

async function readValid(): Promise<Annotations> {
  const { annotations, diagnostics } = await readAnnotations(join(folder, "valid.json"), model);
  expect(diagnostics).toEqual([]);
  if (annotations === undefined) throw new Error("the annotations have errors");
  return annotations;
}

describe("valid annotations", () => {
  test("resolve arguments to the types of members, along paths and in branches", async () => {
    const { accessors } = await readValid();
    const text = { kind: "builtin", name: "str" };
    expect(accessors).toMatchObject([
      {
        event: "DEVICE_DELETED",
        arguments: [
          { name: "device", optional: true, member: "device", type: text },
          { name: "path", optional: true, member: "path", type: text },
        ],
      },
      {
        event: "STATUS",
        arguments: [
          { name: "id", optional: false },
          { name: "inner", member: "info.status", type: { kind: "defined", name: "Status" } },
          { name: "count", member: "info.deep.count", type: { kind: "builtin", name: "int" } },
        ],
      },
      { event: "MOVED", arguments: [{ name: "name", member: "disk-name", type: text }] },
      { event: "GONE_LATER" },
    ]);
  });

  test("prefer the timeout of a command's own name to that of a pattern", async () => {
    const { timeouts } = await readValid();
    expect(new Map(timeouts)).toEqual(
      new Map([
        ["query-status", 500],
        ["query-one", 500],
        ["query-kind", 500],
        ["query-list", 500],
        ["query-infos", Infinity],
        ["backup", Infinity],
      ]),
    );
  });

  test("prefer the effect of a command's own name to that of a pattern, and an earlier pattern to a later one", async () => {
    const { effects } = await readValid();
    const expected = {
      "query-status": "read",
      "query-one": "read",
      "query-kind": "read",
      "query-infos": "read",
      "query-list": "change",
      device_del: "change",
      reset: "destroy",
      open: "destroy",
      backup: "destroy",
      "taken-connect": "destroy",
      "read-blobs": "destroy",
      "stop-backup": "destroy",
    };
    expect(Object.fromEntries(effects)).toEqual(expected);
  });

  test("describe commands that only read by a pattern only if it selects no other command", async () => {
    const { readPatterns } = await readValid();
    expect(readPatterns).toEqual([]);
    const file = join(
      temporaryFolder({ "a.json": '{ "effects": { "query-*": "read", "*": "change" } }' }),
      "a.json",
    );
    expect((await readAnnotations(file, model)).annotations?.readPatterns).toEqual(["query-*"]);
  });

  test("keep the effects and resources of the definitions that the schema has", async () => {
    const { annotations, diagnostics } = await readAnnotations(
      join(cases, "effects.json"),
      model,
      "skip-unknown",
    );
    // Only what can never be right is still reported.
    expect(annotations).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["annotation-mismatch"]);
    const text = readFileSync(join(cases, "effects.json"), "utf8").replace(/,\s*"STATUS".*/, "");
    const file = join(temporaryFolder({ "a.json": text }), "a.json");
    const known = (await readAnnotations(file, model, "skip-unknown")).annotations;
    expect([...(known?.effects.values() ?? [])].length).toBe(5);
    expect([...(known?.host.get("backup")?.keys() ?? [])]).toEqual(["device"]);
    expect(known?.host.has("Absent")).toBe(false);
  });

  test("find base64 members along paths, through lists, and once in a recursive type", async () => {
    const paths = new Base64Paths(model, base64Members(model, await readValid()));
    const command = (name: string): Command => {
      const found = model.byName.get(name);
      if (found?.kind !== "command") throw new Error(`no command ${name}`);
      return found;
    };
    expect(paths.from(command("backup").data)).toEqual(["buf-b64"]);
    const { data, returns } = command("read-blobs");
    expect(paths.from(data)).toEqual(["first.bytes"]);
    expect(returns && paths.fromType(returns)).toEqual(["blobs.bytes"]);
    expect(paths.from(command("device_del").data)).toEqual([]);
  });

  test("lose the arguments and accessors that conditions exclude", async () => {
    const annotations = await readValid();
    const names = (defines: readonly string[]): unknown =>
      pruneAnnotations(pruneModel(model, new Set(defines)), annotations).accessors.flatMap((accessor) =>
        accessor.event === "GONE_LATER" ? accessor.arguments.map(({ name }) => name) : [],
      );
    expect(names(["CONFIG_A", "CONFIG_B"])).toEqual(["a", "b"]);
    expect(names(["CONFIG_B"])).toEqual(["b"]);
    expect(names([])).toEqual([]);
  });
});

test("a build has no timeouts of commands that it lacks", async () => {
  const folder = temporaryFolder({
    "s.json": "{ 'command': 'start' }\n{ 'command': 'stop', 'if': 'XX' }",
    "a.json": JSON.stringify({ timeouts: { all: { commands: ["st*"], milliseconds: 5 } } }),
  });
  const whole = modelOf(join(folder, "s.json"));
  const { annotations } = await readAnnotations(join(folder, "a.json"), whole);
  const { timeouts } = pruneAnnotations(pruneModel(whole, new Set()), annotations ?? noAnnotations);
  expect([...timeouts]).toEqual([["start", 5]]);
});

describe("completions of a build", () => {
  const schema = `{ 'event': 'DONE', 'data': { 'id': 'str' }, 'if': 'XX' }
{ 'event': 'FAILED', 'data': { 'id': 'str' } }
{ 'struct': 'State', 'data': { 'id': 'str', 'percent': 'int' } }
{ 'command': 'query-state', 'returns': 'State', 'if': 'YY' }
{ 'command': 'start', 'data': { 'id': 'str' } }
`;
  const done = [{ event: "DONE" }];
  const failed = [{ event: "FAILED" }];
  const state = { command: "query-state", done: [{ member: "percent", value: 100 }] };
  const progress = { command: "query-state", current: "percent", total: "percent" };
  const job = { id: ["id"], dismiss: "client" };
  const woken = { ...state, wake: ["DONE", "FAILED"] };
  const stop = { command: "query-state" };
  const forced = { command: "start", arguments: { id: { argument: "id" } }, done: [...done, ...failed] };

  test.each([
    ["XX YY", { done, failed, state, progress }, { done, failed, state, progress }],
    ["YY", { done, failed, state, progress }, { failed, state, progress }],
    ["XX", { done, failed, state, progress }, { done, failed }],
    ["", { done, failed, state, progress }, undefined],
    ["", { done, failed, job }, { failed, job }],
    ["", { failed, job }, { failed, job }],
    ["YY", { failed: done, state: woken }, { state: { ...state, wake: ["FAILED"] } }],
    ["YY", { failed: [...done, ...failed], state: { ...state, wake: ["DONE"] } }, { failed, state }],
    ["XX", { done, forced: stop, cancel: stop }, { done }],
    ["YY", { state, forced, cancel: stop }, { state, forced: { ...forced, done: failed }, cancel: stop }],
  ])("with the conditions %j, have what the build has: %j", async (defines, given, left) => {
    const folder = temporaryFolder({
      "s.json": schema,
      "a.json": JSON.stringify({ completions: { start: given } }),
    });
    const whole = modelOf(join(folder, "s.json"));
    const { annotations, diagnostics } = await readAnnotations(join(folder, "a.json"), whole);
    expect(diagnostics).toEqual([]);
    const build = pruneModel(whole, new Set(defines.split(" ")));
    const found = pruneAnnotations(build, annotations ?? noAnnotations).completions.get("start");
    expect(found?.description).toEqual(left);
  });
});

describe("skipping names that the schema lacks", () => {
  const read = async (content: object): Promise<Awaited<ReturnType<typeof readAnnotations>>> => {
    const file = join(temporaryFolder({ "a.json": JSON.stringify(content) }), "a.json");
    return readAnnotations(file, model, "skip-unknown");
  };

  test.each([
    ["an accessor over an unknown event", { accessors: { a: { event: "NO", arguments: { id: "id" } } } }],
    [
      "an accessor whose mandatory argument is unknown",
      { accessors: { a: { event: "DEVICE_DELETED", arguments: { "*device": "device", id: "no" } } } },
    ],
    [
      "an accessor without a known argument",
      { accessors: { a: { event: "DEVICE_DELETED", arguments: { "*id": "no" } } } },
    ],
    ["the completion of an unknown command", { completions: { no: { done: [{ event: "BARE" }] } } }],
    ["a completion by unknown events only", { completions: { reset: { done: [{ event: "NO" }] } } }],
    [
      "a completion by an unknown query",
      {
        completions: { reset: { state: { command: "no", done: [{ member: "a", value: 1 }], interval: 1 } } },
      },
    ],
    ["the base64 members of an unknown type", { base64: { No: ["a"], Blob: ["no"] } }],
    ["the host resources of unknown members", { host: { No: { a: ["path"] }, Blob: { no: ["path"] } } }],
    [
      "the timeout of unknown commands",
      { timeouts: { some: { commands: ["no", "no-*"], milliseconds: 1 } } },
    ],
  ])("omits %s", async (_, content) => {
    expect(await read(content)).toMatchObject({ annotations: noAnnotations, diagnostics: [] });
  });

  test("keeps everything else", async () => {
    const { annotations, diagnostics } = await read({
      accessors: { a: { event: "DEVICE_DELETED", arguments: { "*device": "device", "*id": "no" } } },
      completions: { reset: { done: [{ event: "NO" }, { event: "BARE" }], failed: [{ event: "NEITHER" }] } },
      base64: { Blob: ["no", "bytes"] },
      timeouts: { some: { commands: ["no", "backup"], milliseconds: 7 } },
    });
    expect(diagnostics).toEqual([]);
    expect(annotations?.accessors.map((each) => each.arguments.map(({ name }) => name))).toEqual([
      ["device"],
    ]);
    expect(annotations?.completions.get("reset")?.description).toEqual({
      done: [{ event: "BARE" }],
      failed: [],
    });
    expect(annotations?.base64).toEqual(new Map([["Blob", new Set(["bytes"])]]));
    expect(annotations?.timeouts).toEqual(new Map([["backup", 7]]));
  });

  test("changes nothing if all names are known", async () => {
    const strict = await readAnnotations(join(folder, "valid.json"), model);
    expect(await readAnnotations(join(folder, "valid.json"), model, "skip-unknown")).toEqual({
      ...strict,
      source: expect.anything() as object,
    });
  });

  test("still reports what the schema has but does not permit", async () => {
    const { annotations, diagnostics } = await read({
      accessors: { no: { event: "NO", arguments: { id: "id" } } },
      base64: { backup: ["size"] },
    });
    expect(annotations).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["annotation-mismatch"]);
  });
});
