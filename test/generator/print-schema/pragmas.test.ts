import { join } from "node:path";
import { expect, test } from "vitest";
import { layOut } from "../../../generator/print-schema/layout.js";
import { pragmaValue } from "../../../generator/print-schema/pragmas.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** What the model of a schema needs, when the schema itself allows everything. */
function pragmasOf(schema: string): string {
  const allow = `{ 'pragma': { 'command-name-exceptions': [ 'a_b' ],
    'command-returns-exceptions': [ 'c', 'd', 'e' ],
    'member-name-exceptions': [ 'Loud', 'c', 'VV' ] } }`;
  const folder = temporaryFolder({ "schema.json": `${allow}\n${schema}` });
  const { model, diagnostics } = readSchema(join(folder, "schema.json"));
  expect(diagnostics).toEqual([]);
  const value = model && pragmaValue(model);
  return value === undefined ? "nothing" : layOut(value);
}

const structs = "{ 'struct': 'Plain', 'data': { 'a-b': 'int' } } { 'enum': 'Names', 'data': [ 'n' ] }";

test.each([
  ["a schema that keeps the rules needs none", structs, "nothing"],
  [
    "a command's name with an underscore",
    "{ 'command': 'a_b' } { 'command': 'a-b2' } { 'event': 'A_B3' } { 'command': '__org.example_a' }",
    "{ 'pragma': { 'command-name-exceptions': [ 'a_b' ] } }",
  ],
  [
    "returning anything but objects or arrays of them",
    `${structs} { 'command': 'a', 'returns': 'Plain' } { 'command': 'b', 'returns': [ 'Plain' ] }
     { 'command': 'c', 'returns': 'Names' } { 'command': 'd', 'returns': [ 'str' ] } { 'command': 'e', 'returns': 'any' }`,
    "{ 'pragma': { 'command-returns-exceptions': [ 'c', 'd', 'e' ] } }",
  ],
  [
    "members with capitals or underscores, in order of the names of what has them",
    `{ 'event': 'VV', 'data': { 'X': 'int' } } { 'enum': 'Loud', 'data': [ 'a_b' ] }
     { 'command': 'c', 'data': { 'a_b': 'int' } } { 'struct': 'Prefixed', 'data': { '__org.example_a': 'int' } }`,
    "{ 'pragma': { 'member-name-exceptions': [ 'Loud', 'VV', 'c' ] } }",
  ],
  [
    "documentation that leaves a member out",
    `##
     # @Plain:
     #
     # @a: said
     ##
     { 'struct': 'Plain', 'data': { 'a': 'int' } }
     ##
     # @Half:
     #
     # @a: said
     ##
     { 'struct': 'Half', 'data': { 'a': 'int', 'b': 'int' } }
     { 'struct': 'Without', 'data': { 'a': 'int' } }`,
    "{ 'pragma': { 'documentation-exceptions': [ 'Half' ] } }",
  ],
  [
    "a union's branches need no documentation, its common members do",
    `{ 'enum': 'Kind', 'data': [ 'x' ] } { 'struct': 'Branch', 'data': {} }
     ##
     # @Said:
     #
     # @kind: said
     ##
     { 'union': 'Said', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'x': 'Branch' } }
     ##
     # @Unsaid:
     ##
     { 'union': 'Unsaid', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'x': 'Branch' } }`,
    "{ 'pragma': { 'documentation-exceptions': [ 'Unsaid' ] } }",
  ],
])("%s", (_, schema, expected) => {
  expect(pragmasOf(schema.replaceAll(/^ +(#|\{)/gm, "$1"))).toBe(expected);
});
