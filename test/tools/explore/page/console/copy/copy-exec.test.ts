import { spawnSync } from "node:child_process";
import { Readable } from "node:stream";
import fc from "fast-check";
import { connect } from "qapi-ts";
import { anyProtocol, createServer } from "qapi-ts/server";
import { memoryTransport } from "qapi-ts/testing";
import { describe, expect, test } from "vitest";
import { execCommandLine } from "../../../../../../tools/explore/page/console/copy/copy-exec.js";
import { openArguments } from "../../../../../../tools/explore/page/console/form/open-members.js";
import { stringifyExactly } from "../../../../../../tools/output/json.js";
import { readCommand } from "../../../../../../tools/requests/command-input.js";
import { RequestReader } from "../../../../../../tools/requests/request.js";
import { drawArguments } from "../../../support/arbitrary-arguments.js";
import { known, newest } from "../../../support/versions.js";
import { answerOf } from "../../../../support/schema.js";

const line = (command: string, args: Readonly<Record<string, unknown>>): string =>
  execCommandLine("vm1", { command, arguments: args }, newest.schema, openArguments(properties));

const properties = [
  { name: "drive", type: "str", summary: undefined },
  { name: "format", type: "str", summary: undefined },
];

describe("a command line of qmp exec", () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["query-status", {}, "qmp exec vm1 query-status"],
    [
      "blockdev-add",
      {
        driver: "qcow2",
        "node-name": "d 0",
        "read-only": true,
        file: { driver: "file", filename: "/it's.qcow2" },
      },
      `qmp exec vm1 blockdev-add --driver qcow2 --node-name 'd 0' --read-only true --file.driver file --file.filename '/it'"'"'s.qcow2'`,
    ],
    ["balloon", { value: 18446744073709551615n }, "qmp exec vm1 balloon --value 18446744073709551615"],
    ["job-cancel", { id: "--x" }, "qmp exec vm1 job-cancel --id=--x"],
    [
      "migrate-set-capabilities",
      { capabilities: [{ capability: "xbzrle", state: true }] },
      "qmp exec vm1 migrate-set-capabilities --capabilities.0.capability xbzrle --capabilities.0.state true",
    ],
    ["blockdev-reopen", { options: [] }, "qmp exec vm1 blockdev-reopen --options '[]'"],
    // A value that would be read with another type, a name of an option of qmp exec, and what a terminal obeys.
    [
      "qom-set",
      { path: "/x", property: "p", value: "5" },
      `qmp exec vm1 qom-set '{"path":"/x","property":"p","value":"5"}'`,
    ],
    ["device_add", { driver: "x", drive: "d0" }, "qmp exec vm1 device_add --driver x --drive d0"],
    ["device_add", { driver: "x", format: "raw" }, `qmp exec vm1 device_add '{"driver":"x","format":"raw"}'`],
    ["job-cancel", { id: "a\u001b[2J\u202e" }, `qmp exec vm1 job-cancel '{"id":"a\\u001b[2J\\u202e"}'`],
    // A command of a newer server.
    ["x-new", { a: 1 }, `qmp exec vm1 x-new '{"a":1}'`],
  ])("%s %o", (command, args, expected) => {
    expect(line(command, args)).toBe(expected);
  });

  test.each(known)("is read by qmp exec as the same request ($version)", async ({ version, schema }) => {
    const server = createServer(anyProtocol, {
      "query-commands": () => [...schema.commands.keys()].map((name) => ({ name })),
      "query-qmp-schema": () => answerOf(version),
      "device-list-properties": () => [],
    });
    await using session = await connect({ transport: memoryTransport(server) });
    const reader = await RequestReader.create(session, false, 10_000);
    const requests = fc.sample(
      fc.tuple(fc.constantFrom(...schema.commands.keys()), fc.gen()).map(([command, draw]) => {
        return { command, arguments: drawArguments(schema, command, draw) };
      }),
      400,
    );
    const lines = readByShell(requests.map((request) => execCommandLine("vm 1", request, schema)));
    const forms = { options: 0, json: 0 };
    for (const [index, { command, arguments: args }] of requests.entries()) {
      const [, target, name = "", ...words] = lines[index] ?? [];
      expect([target, name]).toEqual(["vm 1", command]);
      const request = await reader.read(await readCommand(name, words, Readable.from([])));
      expect(stringifyExactly(request)).toBe(stringifyExactly({ execute: command, arguments: args }));
      if (words.length > 0) forms[words[0]?.startsWith("--") === true ? "options" : "json"]++;
    }
    // Most can be options.
    expect(forms.options).toBeGreaterThan(forms.json / 2);
    expect(forms.json).toBeGreaterThan(0);
  });
});

/** Returns the words after `qmp` of each command line, as a shell passes them to the program. */
function readByShell(lines: readonly string[]): readonly (readonly string[])[] {
  const print = `qmp() { printf '%s\\0' "$@"; printf '\\n\\0'; }`;
  const { stdout } = spawnSync("sh", [], { input: [print, ...lines].join("\n"), encoding: "utf8" });
  const words = stdout.split("\0").slice(0, -1);
  return words.reduce<string[][]>(
    (all, word) => {
      if (word === "\n") all.push([]);
      else all.at(-1)?.push(word);
      return all;
    },
    [[]],
  );
}
