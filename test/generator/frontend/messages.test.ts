import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { grammar } from "../../../generator/frontend/shape/grammar.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Returns the diagnostics of a schema as `LINE:COLUMN: MESSAGE (HELP)`, with the definition for a former language. */
function messagesOf(files: Readonly<Record<string, string>>): readonly string[] {
  const entry = join(temporaryFolder(files), "s.json");
  const { diagnostics, notes } = readSchema(entry, { documentationRules: true });
  return diagnostics.map(({ position: { line, column }, message, help, definition }) => {
    const place = notes.length > 0 && definition !== undefined ? ` in ${definition}` : "";
    return `${line}:${column}: ${message}${help === undefined ? "" : ` (${help})`}${place}`;
  });
}

const kinds =
  'an expression must have one of the keys "enum", "struct", "union", "alternate", "command", "event", "include", "pragma"';
const define = "define it, or include the file that defines it";
const separators = "names must differ in more than '-', '_' and '.'";

const eventKeys = Object.keys(grammar.event["properties"] as object)
  .filter((key) => key !== "event")
  .map((key) => JSON.stringify(key))
  .join(", ");

/** A schema, and the diagnostics about it. */
const rows: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  "an expression of no kind": [
    ["{ 'comand': 'foo' }", '1:3: unknown key "comand" (did you mean "command"?)'],
    ["{ 'dta': {},\n  'strct': 'Foo' }", '2:3: unknown key "strct" (did you mean "struct"?)'],
    ["{ 'Enum': 'Foo' }", '1:3: unknown key "Enum" (did you mean "enum"?)'],
    ["{ 'thing': 'Foo' }", `1:3: unknown key "thing" (${kinds})`],
    ["{ 'returns': 'str' }", `1:3: the key "returns" alone defines nothing (${kinds})`],
    ["{ }", `1:1: ${kinds}`],
  ],
  "an unknown key": [
    [
      "{ 'command': 'go', 'retruns': 'Foo' }",
      '1:20: unknown key "retruns" in command "go" (did you mean "returns"?)',
    ],
    [
      "{ 'command': 'go', 'allow_oob': true }",
      '1:20: unknown key "allow_oob" in command "go" (did you mean "allow-oob"?)',
    ],
    [
      "{ 'event': 'EV', 'returns': 'Foo' }",
      `1:18: unknown key "returns" in event "EV" (valid: ${eventKeys})`,
    ],
    ["{ 'event': 'EV', 'if': { 'al': [ 'A' ] } }", '1:26: unknown key "al" in "if" (did you mean "all"?)'],
    [
      "{ 'pragma': { 'doc-require': true } }",
      '1:15: unknown key "doc-require" in "pragma" (did you mean "doc-required"?)',
    ],
  ],
  "an unknown type": [
    [
      "{ 'struct': 'Su', 'data': { 'y': 'Nope',\n  'z': 'Nope' } }",
      `1:34: the type "Nope" of member "y" is not defined (${define})`,
      `2:8: the type "Nope" of member "z" is not defined (${define})`,
    ],
    [
      "{ 'struct': 'Size', 'data': { 's': 'Sise' } }",
      '1:36: the type "Sise" of member "s" is not defined (did you mean "Size"?)',
    ],
    [
      "{ 'struct': 'Sub', 'data': { 's': 'boolx' } }",
      '1:35: the type "boolx" of member "s" is not defined (did you mean "bool"?)',
    ],
    [
      "{ 'alternate': 'Al', 'data': { 'b': 'Nope' } }",
      `1:37: the type "Nope" of branch "b" is not defined (${define})`,
    ],
    ["{ 'struct': 'Su', 'base': 'Nope', 'data': {} }", `1:27: the base "Nope" is not defined (${define})`],
    ["{ 'event': 'EV', 'data': 'Nope' }", `1:26: the data "Nope" is not defined (${define})`],
    ["{ 'command': 'go', 'returns': 'Nope' }", `1:31: the return type "Nope" is not defined (${define})`],
    [
      "{ 'command': 'go', 'returns': [ 'go' ] }",
      '1:33: the return type "go" is a command, not a type (name a struct, union, enum, alternate or built-in type)',
    ],
  ],
  "a union of a former language": [
    [
      "{ 'enum': 'UuKind', 'data': [ 'q' ] }\n{ 'union': 'Uu', 'data': { 'x': 'int', 'y': 'Nope',\n 'z': [ 'Nope' ] } }",
      `2:45: the type "Nope" of branch "y" is not defined (${define}) in union "Uu"`,
      `3:9: the type "Nope" of branch "z" is not defined (${define}) in union "Uu"`,
    ],
    [
      "{ 'pragma': { 'member-name-exceptions': [ 'UuKind' ] } }\n{ 'union': 'Uu', 'data': { 'a_b': 'str', 'a-b': 'int', 'go': 'go' } }\n{ 'command': 'go' }",
      `2:42: branch "a-b" clashes with "a_b" (${separators}) in union "Uu"`,
      '2:62: the type "go" of branch "go" is a command, not a type (name a struct, union, enum, alternate or built-in type) in union "Uu"',
    ],
    [
      "{ 'union': 'Uu', 'data': { 'a': 'int', '9=': 'int' } }",
      `1:40: the branch name "9=" is invalid (a name begins with a letter and contains letters, digits, '-' and '_'; a downstream name begins with __RFQDN_) in union "Uu"`,
    ],
    [
      "{ 'type': 'Ty', 'data': { 'in': { 'x': 'Nope' } } }",
      `1:40: the type "Nope" of member "x" is not defined (${define}) in struct "Ty"`,
    ],
  ],
  "a documentation comment that is not in order": [
    [
      "##\n# @Foo:\n#\n# @a: text\noops: text\n# more\n##\n{ 'struct': 'Foo', 'data': { 'a': 'int' } }",
      "5:1: a line of this documentation comment does not begin with '#' (begin each line of documentation with '# ')",
    ],
    [
      "##\n# @Foo:\noops\n##\n# @Bar:\n##\n{ 'struct': 'Bar', 'data': {} }",
      "3:1: the documentation comment before this is not closed (close it with a line that contains only '##')",
      "3:1: unexpected \"oops\" (expected a string in 'single quotes', true, false, or one of { } [ ] : ,)",
    ],
    [
      "{ 'struct': 'Foo',\n##\n# text\n##\n 'data': { 'a': 'int' } }\n{ 'struct': 'Bar' 'data': {} }",
      "2:1: expected a string as the member's name, found a '##' comment (move the '##' comment before the expression)",
      "6:19: expected ',' or '}', found the string \"data\"",
    ],
  ],
  "a clash": [
    [
      "{ 'struct': 'Foo', 'data': { 'q': 'str' } }\n{ 'struct': 'Mid', 'base': 'Foo', 'data': {} }\n" +
        "{ 'struct': 'Bar', 'base': 'Mid', 'data': { 'q': 'str' } }",
      '3:45: member "q" clashes with member "q" of base "Foo" (remove or rename one)',
    ],
    [
      "{ 'pragma': { 'member-name-exceptions': [ 'Bar' ] } }\n{ 'struct': 'Foo', 'data': { 'a-b': 'str' } }\n" +
        "{ 'struct': 'Bar', 'base': 'Foo', 'data': { 'a_b': 'str' } }",
      `3:45: member "a_b" clashes with member "a-b" of base "Foo" (${separators})`,
    ],
    [
      "{ 'struct': 'Bar', 'data': { 'q': 'str', '*q': 'str' } }",
      '1:42: member "q" is defined twice (remove or rename one)',
    ],
    [
      "{ 'pragma': { 'member-name-exceptions': [ 'E' ] } }\n{ 'enum': 'En', 'data': [ 'a', 'a' ] }",
      '2:32: value "a" is defined twice (remove or rename one)',
    ],
  ],
  "a union with an unknown base or type": [
    [
      "{ 'union': 'Un', 'base': 'Nope', 'discriminator': 'k', 'data': { 'a': 'Em' } }\n{ 'struct': 'Em', 'data': {} }",
      `1:26: the base "Nope" is not defined (${define})`,
    ],
    [
      "{ 'union': 'Un', 'base': 'En', 'discriminator': 'k', 'data': { 'a': 'Em' } }\n{ 'struct': 'Em', 'data': {} }\n" +
        "{ 'enum': 'En', 'data': [ 'a' ] }",
      '1:26: the base "En" must be a struct; it is an enum',
    ],
    [
      "{ 'union': 'Un', 'base': 'Em', 'discriminator': 'k', 'data': { 'a': 'Em' } }\n" +
        "{ 'struct': 'Em', 'base': 'Nope', 'data': {} }",
      `2:27: the base "Nope" is not defined (${define})`,
    ],
    [
      "{ 'union': 'Un', 'base': { 'k': 'Nope' }, 'discriminator': 'k', 'data': { 'a': 'Em' } }\n" +
        "{ 'struct': 'Em', 'data': {} }",
      `1:33: the type "Nope" of member "k" is not defined (${define})`,
    ],
  ],
  "an unknown branch": [
    [
      "{ 'enum': 'Kind', 'data': [ 'file', 'socket' ] }\n{ 'struct': 'Em', 'data': {} }\n" +
        "{ 'union': 'Un', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'sokcet': 'Em', 'x': 'Em' } }",
      '3:75: branch "sokcet" is not a value of the discriminator "k" (did you mean "socket"?)',
      '3:91: branch "x" is not a value of the discriminator "k" (valid: "file", "socket")',
    ],
  ],
  "an undescribed part": [
    [
      "##\n# @En:\n#\n# @three: text\n##\n{ 'enum': 'En', 'data': [ 'one' ] }",
      '4:3: "three" is not a value of enum "En"',
      "6:27: value \"one\" has no description (add '# @one: TEXT' to the documentation)",
    ],
    [
      "##\n# @Al:\n##\n{ 'alternate': 'Al', 'data': { 'one': 'str' } }",
      "4:32: branch \"one\" has no description (add '# @one: TEXT' to the documentation)",
    ],
    [
      "##\n# @go:\n##\n{ 'command': 'go', 'data': { 'one': 'str' } }",
      "4:30: member \"one\" has no description (add '# @one: TEXT' to the documentation)",
    ],
  ],
};

describe.each(Object.entries(rows))("%s", (_, table) => {
  test.each(table)("%s", (schema, ...messages) => {
    expect(messagesOf({ "s.json": schema })).toEqual(messages);
  });
});

test("only the first misspelt names of a schema are compared with its names", () => {
  const members = Array.from({ length: 30 }, (_, n) => `'m${n}': 'Sise'`).join(", ");
  const messages = messagesOf({ "s.json": `{ 'struct': 'Size', 'data': { ${members} } }` });
  expect(messages.length).toBe(30);
  expect(messages.filter((each) => each.includes("did you mean")).length).toBe(20);
});

test("the diagnostics of a stage are in the order of the files and of their lines", () => {
  const files = {
    "s.json":
      "{ 'struct': 'lower', 'data': { 'B_c': 'str', 'm': 'Nope' } }\n{ 'include': 'i.json' }\n" +
      "{ 'struct': 'lower', 'data': { 'm': 'Nope',\n 'm_n': 'str' } }",
    "i.json": "{ 'event': 'low', 'data': 'Nope' }\n{ 'enum': 'E', 'data': [ 'X', 'X' ] }",
  };
  const entry = join(temporaryFolder(files), "s.json");
  const { diagnostics } = readSchema(entry);
  const places = diagnostics.map(({ position: { file, line, column } }) => ({
    file: file.endsWith("i.json") ? 1 : 0,
    line,
    column,
  }));
  expect(places.length).toBeGreaterThan(8);
  expect(places).toEqual(
    places.toSorted((a, b) => a.file - b.file || a.line - b.line || a.column - b.column),
  );
});
