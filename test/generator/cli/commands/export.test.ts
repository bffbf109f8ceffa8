import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../support/compile.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runHere } from "../support.js";

const schema =
  `
{ 'enum': 'Power', 'data': [ 'on', { 'name': 'half', 'if': 'HALF' } ] }
{ 'command': 'set-power', 'data': { 'to': 'Power', '*log': 'str' }, 'if': 'POWER' }
{ 'command': 'query-power', 'returns': { 'type': 'Power' } }
`.replace("{ 'type': 'Power' }", "'PowerInfo'") + "{ 'struct': 'PowerInfo', 'data': { 'power': 'Power' } }\n";

const answer = JSON.stringify({
  binary: "qemu-system-x86_64",
  version: { qemu: { major: 9, minor: 2, micro: 1 } },
  schema: [
    { name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "1" },
    { name: "0", "meta-type": "object", members: [] },
    { name: "1", "meta-type": "object", members: [{ name: "at", type: "int" }] },
    { name: "int", "meta-type": "builtin", "json-type": "int" },
  ],
});

interface Exported {
  readonly server?: unknown;
  readonly definitions: readonly { readonly name: string; readonly [key: string]: unknown }[];
}

/** Runs `export` and returns its output as JSON. */
async function exported(...args: readonly string[]): Promise<Exported> {
  const { status, out, error } = await runHere(["export", ...args]);
  expect([status, error]).toEqual([0, ""]);
  return JSON.parse(out) as Exported;
}

function files(more: Readonly<Record<string, string>> = {}): (name: string) => string {
  const folder = temporaryFolder({ "schema.json": schema, "answer.json": answer, ...more });
  return (name) => join(folder, name);
}

const namesOf = ({ definitions }: Exported): readonly string[] => definitions.map(({ name }) => name);

describe("export", () => {
  test("writes the model of a schema, the same one to a file as to standard output", async () => {
    const path = files();
    const { out } = await runHere(["export", path("schema.json")]);
    expect(namesOf(JSON.parse(out) as Exported)).toEqual(["Power", "set-power", "query-power", "PowerInfo"]);
    expect(await runHere(["export", path("schema.json"), "--out", path("model.json")])).toMatchObject({
      status: 0,
      out: "",
      error: "",
    });
    expect(readFileSync(path("model.json"), "utf8")).toBe(out);
  });

  test("reports a file that cannot be written", async () => {
    const path = files();
    const file = path("missing/model.json");
    const { status, error } = await runHere(["export", path("schema.json"), "--out", file]);
    const message = `cannot write ${JSON.stringify(file)}: ENOENT: no such file or directory`;
    expect([status, error]).toEqual([2, `qapi-ts: ${message}\n`]);
  });

  test("reports the syntax error of a model file", async () => {
    const path = files({ "m.json": '{ "formatVersion": 1,\n  "modules": [ }\n' });
    const { status, error } = await runHere(["export", path("m.json")]);
    expect(status).toBe(1);
    expect(error).toMatch(/m\.json:2:\d+: error model-syntax: invalid JSON/);
    expect(error.match(/error/g)).toHaveLength(1);
  });

  test("writes the model of one build", async () => {
    const path = files();
    const [power] = (await exported(path("schema.json"), "--define", "POWER")).definitions;
    expect(power).toMatchObject({ values: [{ name: "on" }] });
    expect(namesOf(await exported(path("schema.json"), "--define", "HALF"))).not.toContain("set-power");
  });

  test("adds annotations", async () => {
    const annotations = {
      effects: { "*": "read", "set-power": "change" },
      host: { "set-power": { log: ["path"] } },
    };
    const path = files({ "annotations.json": JSON.stringify(annotations) });
    const { definitions } = await exported(path("schema.json"), "--annotations", path("annotations.json"));
    expect(definitions[1]).toMatchObject({
      effect: "change",
      hostArguments: [{ path: "log", kind: "path" }],
    });
    expect(definitions[2]).toMatchObject({ effect: "read" });
  });

  test("adds the annotations of QEMU to a schema of QEMU, unless others are named", async () => {
    const guestAgent = join(root, "schema/qga/qapi-schema.json");
    const effectsOf = ({ definitions }: Exported): readonly unknown[] =>
      definitions.filter(({ kind }) => kind === "command").map(({ effect }) => effect);
    expect(effectsOf(await exported(guestAgent))).not.toContain(undefined);
    expect(new Set(effectsOf(await exported(guestAgent, "--annotations", "none")))).toEqual(
      new Set([undefined]),
    );
    const path = files();
    const [effect] = effectsOf(await exported(path("schema.json")));
    expect(effect).toBeUndefined();
  });

  test("adds the facts about devices", async () => {
    const devices = { disk: { category: "Storage", properties: { size: { type: "uint64", default: 1 } } } };
    const facts = { version: "9.2.1", targets: ["x86_64"], enums: {}, unavailable: [], devices };
    const path = files({ "devices.json": JSON.stringify(facts) });
    expect(await exported(path("schema.json"), "--devices", path("devices.json"))).toMatchObject({
      devices: facts,
    });
  });

  test("writes the model of a saved answer, with the version of the server", async () => {
    const path = files();
    const document = await exported(path("answer.json"));
    expect(document.server).toEqual({ name: "QEMU", version: "9.2.1" });
    expect(namesOf(document)).toEqual(["StopResult", "stop"]);
    const daemon = { ...(JSON.parse(answer) as object), binary: "qemu-storage-daemon" };
    const { server } = await exported(files({ "daemon.json": JSON.stringify(daemon) })("daemon.json"));
    expect(server).toEqual({ name: "QEMU storage daemon", version: "9.2.1" });
  });

  test.each(["model", "json-schema", "asyncapi"])(
    "writes %s from a model as from its schema",
    async (format) => {
      const path = files();
      await runHere(["export", path("schema.json"), "--out", path("model.json")]);
      expect(await exported(path("model.json"), "--format", format)).toEqual(
        await exported(path("schema.json"), "--format", format),
      );
    },
  );

  test("takes the names of types from a model", async () => {
    const named = schema
      .replace("query-power", "stop")
      .replaceAll("PowerInfo", "StopTime")
      .replace("'power': 'Power'", "'at': 'uint64'");
    const path = files({ "named.json": named });
    await runHere(["export", path("named.json"), "--out", path("model.json")]);
    const document = await exported(path("answer.json"), "--names", path("model.json"));
    expect(document.definitions[0]).toMatchObject({
      name: "StopTime",
      members: [{ name: "at", type: "uint64" }],
    });
  });

  test("does not write through a symbolic link", async () => {
    const path = files({ "target.json": "kept" });
    symlinkSync("target.json", path("link.json"));
    expect(await runHere(["export", path("schema.json"), "--out", path("link.json")])).toMatchObject({
      status: 2,
    });
    expect(readFileSync(path("target.json"), "utf8")).toBe("kept");
  });
});

describe("a command line is refused", () => {
  test.each<[string, readonly string[], number, string]>([
    [
      "names for a schema",
      ["schema.json", "--names", "schema.json"],
      2,
      "--names requires a server or an answer",
    ],
    ["annotations for a model", ["model.json", "--annotations", "schema.json"], 2, "--annotations requires"],
    [
      "a server as names",
      ["answer.json", "--names", "unix:/run/vm.qmp"],
      2,
      "--names requires a schema or a model",
    ],
    [
      "an unknown format",
      ["schema.json", "--format", "xml"],
      2,
      "Allowed choices are model, json-schema, asyncapi",
    ],
    ["an invalid schema", ["invalid.json"], 1, "error unknown-type"],
    ["an invalid model", ["stale.json"], 1, "error model-shape"],
    ["unknown annotations", ["schema.json", "--annotations", "unknown.json"], 1, "error annotation-unknown"],
    [
      "unknown annotations of a server",
      ["answer.json", "--annotations", "unknown.json"],
      1,
      "error annotation-unknown",
    ],
  ])("because of %s", async (_, args, status, message) => {
    const path = files({
      "model.json": '{"formatVersion":1,"modules":[{"name":"m","file":"m.json"}],"definitions":[]}',
      "stale.json": '{"formatVersion":0,"modules":[],"definitions":[]}',
      "invalid.json": "{ 'command': 'c', 'returns': 'Gone' }\n",
      "unknown.json": '{ "base64": { "Gone": ["member"] } }',
    });
    const outcome = await runHere([
      "export",
      ...args.map((each) => (each.endsWith(".json") ? path(each) : each)),
    ]);
    expect(outcome).toMatchObject({ status, out: "" });
    expect(outcome.error).toContain(message);
  });
});

test("diff and introspect read a model as its schema", async () => {
  const path = files();
  await runHere(["export", path("schema.json"), "--out", path("model.json")]);
  expect(
    await runHere(["diff", path("schema.json"), path("model.json"), "--old-define", "POWER"]),
  ).toMatchObject({
    out: expect.stringContaining("half") as string,
  });
  expect(await runHere(["diff", path("schema.json"), path("model.json")])).toMatchObject({ status: 0 });
  const flags = ["--unmask", "--define", "POWER"];
  expect(await runHere(["introspect", path("model.json"), ...flags])).toEqual(
    await runHere(["introspect", path("schema.json"), ...flags]),
  );
});
