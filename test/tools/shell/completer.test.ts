import fc from "fast-check";
import { introspect } from "qapi-ts-generator";
import { readSchemaInfo } from "qapi-ts-generator/introspection";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDocumentation } from "../../../tools/documentation/load.js";
import { effects } from "../../../generated/qmp/effects.js";
import { Completer } from "../../../tools/shell/completion/completer.js";
import { ValueSource } from "../../../tools/shell/completion/value-source.js";
import { LiveValues, type Ask } from "../../../tools/shell/live/live-values.js";
import { MachineSchema } from "../../../tools/schema/machine-schema.js";
import { modelOf } from "../../generator/support/make-bindings.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { schemaOf } from "../support/schema.js";

const documentation = loadDocumentation(undefined, false);
const schema = schemaOf("11.1");

function completer(ask: Ask = () => Promise.resolve([])): Completer {
  const values = new ValueSource(new LiveValues(ask), new Map(Object.entries(effects)), false);
  return new Completer(schema, documentation, values);
}

/** What replaces the word, of the candidates that `select` keeps. */
async function texts(input: string, ask?: Ask): Promise<string[]> {
  return (await completer(ask).complete(input)).candidates.map(({ text }) => text);
}

describe("completion", () => {
  test.each<[input: string, expected: readonly string[]]>([
    ["query-stat", ["query-stats", "query-stats-schemas", "query-status"]],
    ["  hel", ["help"]],
    ["job-cancel ", ["--id"]],
    ["job-cancel --id x ", []],
    ["blockdev-add --driver qc", ["qcow", "qcow2"]],
    ["blockdev-add --driver=qc", ["--driver=qcow", "--driver=qcow2"]],
    ["blockdev-add --driver throttle --th", ["--throttle-group"]],
    ["blockdev-add --driver raw --th", []],
    ["blockdev-add --file.driver throttle --driver qcow2 --file.thr", ["--file.throttle-group"]],
    [
      "blockdev-add --driver qcow2 --file.driver throttle --file.file.driver 'bl",
      ["blkdebug", "blklogwrites", "blkreplay", "blkverify"],
    ],
    ["blockdev-add --driver qcow2 --fi", ["--file.", "--file"]],
    ["blockdev-add --driver qcow2 --file.driver file --fi", ["--file."]],
    ["transaction --act", ["--actions.0."]],
    ["transaction --actions.0.type blockdev-ba", []],
    ["transaction --actions.0.type blockdev-backup --actions.0.data.ta", ["--actions.0.data.target"]],
    ["blockdev-add --driver qcow2 --lazy-refcounts t", ["true"]],
    ['job-cancel {"', ['"id": ']],
    ['job-cancel {"id": "x", "', []],
    ['blockdev-add {"driver": "qcow2", "file": {"driver": "th', ['"throttle"']],
    ['blockdev-add {"driver": "qcow2", "file": {"driver": "throttle", "thr', ['"throttle-group": ']],
    ['blockdev-add {"driver": "qcow2", "lazy-refcounts": ', ["true", "false"]],
    ['{"exec', ['"execute": ']],
    ['{"execute": "job-canc', ['"job-cancel"']],
    ['{"execute": "job-cancel", "arguments": {"', ['"id": ']],
    ["nothing --x", []],
  ])("offers for %j %j", async (input, expected) => {
    const found = await texts(input);
    const isBackup = input.includes("blockdev-ba");
    expect(
      isBackup && expected.length === 0 ? found.filter((each) => !each.startsWith("blockdev-ba")) : found,
    ).toEqual(expected);
  });

  test("offers names that the machine has, for the members that name them", async () => {
    const ask: Ask = (command, args) => {
      const answers: Record<string, unknown> = {
        "query-jobs": [{ id: "job 1", type: "backup", status: "running" }, { id: "x\x1b[2J" }, 3, null],
        "query-named-block-nodes": [{ "node-name": "#block1", drv: "file" }],
        "device-list-properties": [
          { name: "drive", type: "str" },
          { name: "share-rw", type: "bool" },
        ],
        "qom-list": (args as { path?: string } | undefined)?.path === "/machine" && [
          { name: "unattached", type: "child<container>" },
          { name: "type", type: "string" },
        ],
      };
      return Promise.resolve(answers[command] ?? []);
    };
    expect(await texts("job-cancel --id ", ask)).toEqual(["'job 1'"]);
    expect(await texts('job-cancel {"id": ', ask)).toEqual(['"job 1"']);
    expect(await texts("blockdev-add --driver raw --file ", ask)).toEqual(["#block1"]);
    expect(await texts("qom-get --path /machine/un", ask)).toEqual(["/machine/unattached"]);
    expect(await texts("qom-get --path /machine --property t", ask)).toEqual(["type"]);
    expect(await texts("device_add --driver scsi-hd --sha", ask)).toEqual(["--share-rw"]);
    expect(await texts("device_add --driver scsi-hd --share-rw ", ask)).toEqual(["true", "false"]);
    expect(await texts("device_add --driver scsi-hd --drive ", ask)).toEqual(["#block1"]);
  });

  test("shows the type and one sentence", async () => {
    const { candidates } = await completer().complete("blockdev-add --driver qcow2 --lazy");
    expect(candidates).toMatchObject([
      { type: "bool", summary: expect.stringMatching(/^Whether .*\.$/) as string },
    ]);
    const { hint } = await completer().complete("blockdev-add --driver ");
    expect(hint).toMatch(/^driver: BlockdevDriver, required\. .*\.$/);
  });

  test("completes an alternate that contains lists of itself", async () => {
    const text = `{ 'struct': 'Leaf', 'data': { 'name': 'str' } }
      { 'alternate': 'Tree', 'data': { 'leaf': 'Leaf', 'is-empty': 'bool', 'trees': [ 'Tree' ] } }
      { 'command': 'plant', 'data': { 'tree': 'Tree' } }`;
    const model = modelOf(join(temporaryFolder({ "schema.json": text }), "schema.json"));
    const planting = new MachineSchema(readSchemaInfo(introspect(model)));
    const values = new ValueSource(new LiveValues(() => Promise.resolve([])), new Map(), false);
    const completing = new Completer(planting, documentation, values);
    const { candidates } = await completing.complete("plant --");
    expect(candidates.map(({ text }) => text)).toEqual(["--tree.", "--tree.0.", "--tree"]);
    expect(candidates[0]).toMatchObject({ type: "object or boolean or [...], required" });
    const offered = await completing.complete("plant --tree ");
    expect(offered.candidates.map(({ text }) => text)).toEqual(["true", "false"]);
  });

  test("returns for any input, and a start within it", async () => {
    const pieces = [
      "blockdev-add",
      "--driver",
      "qcow2",
      "--file.",
      "{",
      "}",
      '"',
      "'",
      "\\",
      " ",
      "\n",
      "[",
      ":",
      ",",
      "0",
      "é",
      "\x1b",
      "__proto__",
      "transaction",
      "--actions.0.type",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string())), async (parts) => {
        const input = parts.join("");
        const { start } = await completer().complete(input);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(input.length);
      }),
    );
  });
});
