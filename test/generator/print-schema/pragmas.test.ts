import { join } from "node:path";
import { expect, test } from "vitest";
import { layOut } from "../../../generator/print-schema/layout.js";
import { pragmaValue } from "../../../generator/print-schema/schema.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Returns the pragmas of a schema whose own pragmas allow everything. */
function pragmasOf(schema: string): string {
  const allow = `{ 'pragma': { 'command-name-exceptions': [ 'a_b' ],
    'command-returns-exceptions': [ 'c', 'd', 'e' ],
    'member-name-exceptions': [ 'Loud', 'c', 'VV' ] } }`;
  const folder = temporaryFolder({ "schema.json": `${allow}\n${schema}` });
  const { model, diagnostics } = readSchema(join(folder, "schema.json"));
  expect(diagnostics).toEqual([]);
  const value = model && pragmaValue(model);
  return value === undefined ? "none" : layOut(value);
}

const structs = "{ 'struct': 'Plain', 'data': { 'a-b': 'int' } } { 'enum': 'Names', 'data': [ 'n' ] }";

test.each([
  ["a schema that follows the rules", structs, "none"],
  [
    "a command name with an underscore",
    "{ 'command': 'a_b' } { 'command': 'a-b2' } { 'event': 'A_B3' } { 'command': '__org.example_a' }",
    "{ 'pragma': { 'command-name-exceptions': [ 'a_b' ] } }",
  ],
  [
    "a command that returns neither an object nor an array of objects",
    `${structs} { 'command': 'a', 'returns': 'Plain' } { 'command': 'b', 'returns': [ 'Plain' ] }
     { 'command': 'c', 'returns': 'Names' } { 'command': 'd', 'returns': [ 'str' ] } { 'command': 'e', 'returns': 'any' }`,
    "{ 'pragma': { 'command-returns-exceptions': [ 'c', 'd', 'e' ] } }",
  ],
  [
    "member names with upper-case letters or underscores, sorted by definition",
    `{ 'event': 'VV', 'data': { 'X': 'int' } } { 'enum': 'Loud', 'data': [ 'a_b' ] }
     { 'command': 'c', 'data': { 'a_b': 'int' } } { 'struct': 'Prefixed', 'data': { '__org.example_a': 'int' } }`,
    "{ 'pragma': { 'member-name-exceptions': [ 'Loud', 'VV', 'c' ] } }",
  ],
  [
    "documentation without a member",
    `##
     # @Plain:
     #
     # @a: documented
     ##
     { 'struct': 'Plain', 'data': { 'a': 'int' } }
     ##
     # @Half:
     #
     # @a: documented
     ##
     { 'struct': 'Half', 'data': { 'a': 'int', 'b': 'int' } }
     { 'struct': 'Without', 'data': { 'a': 'int' } }`,
    "{ 'pragma': { 'documentation-exceptions': [ 'Half' ] } }",
  ],
  [
    "documentation of a union without a common member",
    `{ 'enum': 'Kind', 'data': [ 'x' ] } { 'struct': 'Branch', 'data': {} }
     ##
     # @Documented:
     #
     # @kind: documented
     ##
     { 'union': 'Documented', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'x': 'Branch' } }
     ##
     # @Undocumented:
     ##
     { 'union': 'Undocumented', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'x': 'Branch' } }`,
    "{ 'pragma': { 'documentation-exceptions': [ 'Undocumented' ] } }",
  ],
])("%s", (_, schema, expected) => {
  expect(pragmasOf(schema.replaceAll(/^ +(#|\{)/gm, "$1"))).toBe(expected);
});
