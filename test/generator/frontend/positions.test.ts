import { join } from "node:path";
import { expect, test } from "vitest";
import type { DiagnosticCode } from "../../../generator/diagnostics/codes.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const types = `
{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }
{ 'struct': 'Empty', 'data': {} }
{ 'event': 'TICK' }
`;

/** `^` marks the position of the diagnostic. */
const rows: readonly (readonly [DiagnosticCode, string])[] = [
  ["type-case", "{ 'data': {},\n  'struct': ^'lower' }"],
  ["bad-name", "{ 'struct': 'Foo',\n  'data': { 'fine': 'str', ^'not fine': 'str' } }"],
  [
    "name-case",
    "{ 'struct': 'Foo',\n  'data': { 'fine': 'str',\n            ^'*Upper': { 'type': 'str' } } }",
  ],
  ["name-case", "{ 'enum': 'Foo',\n  'data': [ 'fine',\n            ^'Upper' ] }"],
  ["name-case", "{ 'enum': 'Foo',\n  'data': [ { 'if': 'A',\n              'name': ^'Upper' } ] }"],
  ["name-underscore", "{ 'alternate': 'Foo',\n  'data': { ^'a_b': 'str' } }"],
  ["name-case", "{ 'command': 'go',\n  'features': [ 'fine', ^'Upper' ] }"],
  ["name-case", "{ 'command': 'go', 'data': { 'm': { 'type': 'str', 'features': [ ^'Upper' ] } } }"],
  ["name-case", "{ 'enum': 'Foo', 'data': [ { 'name': 'v', 'features': [ { 'name': ^'Upper' } ] } ] }"],
  ["reserved-name", "{ 'event': 'EV', 'data': {\n  ^'has-it': 'str' } }"],
  ["bad-condition", "{ 'struct': 'Foo', 'data': {},\n  'if': ^'lower' }"],
  ["bad-condition", "{ 'struct': 'Foo', 'data': { 'm': { 'type': 'str', 'if': { 'not': ^'lower' } } } }"],
  ["bad-condition", "{ 'struct': 'Foo', 'if': 'A', 'data': { 'lower': { 'type': 'str', 'if': ^'lower' } } }"],
  ["bad-condition", "{ 'enum': 'Foo', 'data': [ 'a', { 'name': 'v', 'if': { 'all': [ 'A', ^'b' ] } } ] }"],
  ["bad-condition", "{ 'alternate': 'Foo', 'data': { 'v': { 'type': 'str', 'if': ^'b' } } }"],
  ["bad-condition", "{ 'command': 'go', 'features': [ 'f', { 'name': 'g', 'if': { 'any': [ ^'b' ] } } ] }"],
  [
    "bad-condition",
    "{ 'event': 'EV', 'data': { 'm': { 'type': 'str', 'features': [ { 'name': 'f', 'if': ^'b' } ] } } }",
  ],
  ["unknown-type", "{ 'struct': 'Foo', 'data': { 'm': [ ^'Absent' ] } }"],
  ["unknown-type", "{ 'struct': 'Foo', 'data': { 'm': { 'if': 'A',\n  'type': ^'Absent' } } }"],
  ["unknown-type", "{ 'struct': 'Foo', 'data': {},\n  'base': ^'Absent' }"],
  ["unknown-type", "{ 'alternate': 'Foo', 'data': { 'v': { 'type': [ ^'Absent' ] } } }"],
  ["unknown-type", "{ 'command': 'go', 'data': 'Empty',\n  'returns': [ ^'Absent' ] }"],
  ["unknown-type", "{ 'event': 'EV', 'data': ^'Absent' }"],
  ["unknown-type", "[ 'go', {}, {},\n  ^'GoneEvent' ]"],
  ["bad-base", "{ 'struct': 'Foo',\n  'base': ^'Kind', 'data': {} }"],
  [
    "bad-discriminator",
    "{ 'union': 'Foo', 'base': { 'd': 'str' },\n  'discriminator': ^'d', 'data': { 'a': 'Empty' } }",
  ],
  [
    "unknown-branch",
    "{ 'union': 'Foo', 'base': { 'd': 'Kind' }, 'discriminator': 'd', 'data': { 'a': 'Empty', ^'c': 'Empty' } }",
  ],
  [
    "bad-branch",
    "{ 'union': 'Foo', 'base': { 'd': 'Kind' }, 'discriminator': 'd', 'data': { ^'a': 'str' } }",
  ],
  ["bad-branch", "{ 'alternate': 'Foo', 'data': { 'v': 'bool',\n  ^'w': 'any' } }"],
  ["indistinct-branches", "{ 'alternate': 'Foo', 'data': { 'v': 'int',\n  ^'w': 'number' } }"],
  ["no-branches", "{ 'alternate': 'Foo', ^'data': {} }"],
  [
    "clash",
    "{ 'struct': 'Bar', 'data': { 'x': 'str' } }\n{ 'struct': 'Foo', 'base': 'Bar', 'data': { ^'*x': 'str' } }",
  ],
  ["clash", "{ 'command': 'go', 'features': [ 'f', { 'name': ^'f' } ] }"],
  ["bad-boxed", "{ 'command': 'go',\n  ^'boxed': true }"],
  ["bad-data", "{ 'command': 'go', 'data': ^'Kind' }"],
  ["bad-return", "{ 'command': 'go', 'returns': [ ^'Kind' ] }"],
  ["oob-coroutine", "{ 'command': 'go', ^'coroutine': true,\n  'allow-oob': true }"],
  ["bad-accessor", "{ 'command': 'go', 'returns': 'TICK', ^'gen': false }"],
  ["special-feature", "{ 'struct': 'Foo', 'data': {}, 'features': [ 'f', ^'unstable' ] }"],
  ["bad-flag", "{ 'command': 'go',\n  ^'gen': true }"],
  ["bad-shape", "{ 'struct': 'Foo', 'data': { 'm': { 'type': 'str', ^'if': [ ] } } }"],
  ["unknown-key", "{ 'struct': 'Foo', 'data': { 'm': { 'type': 'str', ^'iff': 'A' } } }"],
  ["no-kind", "{ 'struct': 'Foo', 'data': {},\n  ^'enum': 'Foo' }"],
  ["bad-include", "{ 'include':\n  ^'absent.json' }"],
  ["draft-function", "[ 'go', { 'a': 'str' },\n  { ^'*b': 'str' }, 'none' ]"],
  ["doc-unattached", "##\n# ^@go:\n#\n# Returns: it.\n##\n{ 'pragma': { 'doc-required': false } }"],
  ["doc-symbol-line", "##\n# ^@go\n##\n{ 'pragma': { 'doc-required': false } }"],
  ["doc-symbol-line", "##\n# ^@:\n##\n{ 'command': 'go' }"],
  ["doc-symbol-line", "##\n# @go:\n#\n# ^@: text\n##\n{ 'command': 'go' }"],
  ["doc-symbol", "##\n# ^@stop:\n##\n{ 'command': 'go' }"],
  ["doc-undescribed", "##\n# @go:\n##\n{ 'command': 'go',\n  'data': { ^'m': 'str' } }"],
  ["doc-unknown", "##\n# @go:\n#\n# ^@m: text\n##\n{ 'command': 'go' }"],
];

test.each(rows)("%s: %s", (code, marked) => {
  const text = types + marked;
  const before = text.slice(0, text.indexOf("^"));
  const entry = join(temporaryFolder({ "s.json": text.replace("^", "") }), "s.json");
  const [first] = readSchema(entry, { documentationRules: true }).diagnostics;
  expect(first).toMatchObject({
    code,
    position: {
      file: entry,
      line: before.split("\n").length,
      column: before.length - before.lastIndexOf("\n"),
    },
  });
});
