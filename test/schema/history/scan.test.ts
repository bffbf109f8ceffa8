import { expect, test } from "vitest";
import { scanSource, scanText } from "../../../schema/print/history/scan.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";

test("finds names in the notations of all versions, with the documented version", () => {
  const text = `
##
# @stop:
#
# Since: 0.14.0
##
{ 'command': 'stop' }

##
# @STOP
#
# since: 1.2
##
{'event':'STOP',
 'data': {}}

# @late: Since: 9.9
# Since 2.4
##
  { 'command': 'late', 'data': {'*a': 'str'} }
{ 'type': 'T', 'data': { 'event': 'int' } }
{ 'command': 'plain', 'returns': 'T' }
`;
  const { commands, events } = scanText(text);
  expect([...commands]).toEqual([
    ["stop", "0.14"],
    ["late", "2.4"],
    ["plain", undefined],
  ]);
  expect([...events]).toEqual([["STOP", "1.2"]]);
});

test("does not take the version of one definition for the next", () => {
  const text =
    "##\n# @A:\n#\n# Since: 1.0\n##\n{ 'enum': 'A', 'data': [] }\n##\n# @b:\n##\n{ 'command': 'b' }\n";
  expect([...scanText(text).commands]).toEqual([["b", undefined]]);
});

test("reads the files of old and new source trees", () => {
  const old = temporaryFolder({
    VERSION: "1.0",
    "qapi-schema.json": "{ 'command': 'a' }\n",
    "qapi-schema-guest.json": "{ 'command': 'guest-a' }\n",
  });
  const now = temporaryFolder({
    VERSION: "11.1.1\n",
    "qapi/qapi-schema.json": "{ 'include': 'b.json' }\n",
    "qapi/b.json": "{ 'command': 'b' }\n{ 'event': 'B' }\n",
    "qapi/meson.build": "{ 'command': 'no' }\n",
    "qga/qapi-schema.json": "{ 'command': 'guest-b' }\n",
  });
  const names = (folder: string): unknown => {
    const { version, monitor, agent } = scanSource(folder);
    return [version, ...[monitor.commands, monitor.events, agent.commands].map((each) => [...each.keys()])];
  };
  expect(names(old)).toEqual(["1.0", ["a"], [], ["guest-a"]]);
  expect(names(now)).toEqual(["11.1", ["b"], ["B"], ["guest-b"]]);
});
