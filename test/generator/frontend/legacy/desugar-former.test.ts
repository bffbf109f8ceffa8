import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema, type SchemaReading } from "../../../../generator/frontend/read-schema.js";
import { withoutPositions } from "../../support/model.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

function read(text: string): SchemaReading {
  return readSchema(join(temporaryFolder({ "main.json": text }), "main.json"), { documentationRules: true });
}

function modelOf(text: string): unknown {
  const { model, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return model && withoutPositions(model);
}

/** Returns the errors as `LINE:COLUMN: CODE`. */
function errors(text: string): string[] {
  return read(text).diagnostics.map(({ code, position: { line, column } }) => `${line}:${column}: ${code}`);
}

/** A definition that only QEMU 2.3 and older accepted, in its notation and in the current one. */
const before24 = ["{ 'type': 'Old', 'data': {} }\n", "{ 'struct': 'Old', 'data': {} }\n"] as const;
/** A pragma that only QEMU 2.9 to 5.2 accepted, in its notation and in the current one. */
const before60 = [
  "{ 'pragma': { 'returns-whitelist': [ 'none' ] } }\n",
  "{ 'pragma': { 'command-returns-exceptions': [ 'none' ] } }\n",
] as const;

describe("converts every former notation to the current one", () => {
  const foo = "{ 'struct': 'Foo', 'data': { 'a': 'int' } }";
  const cases: readonly (readonly [former: string, current: string])[] = [
    // Simple unions, until QEMU 6.1.
    [
      `${foo} { 'union': 'Uni', 'data': { 'foo': 'Foo', 'many': [ 'Foo' ], 'again': 'Foo', 's': 'str' } }`,
      `${foo} { 'enum': 'UniKind', 'data': [ 'foo', 'many', 'again', 's' ] }
       { 'struct': 'FooWrapper', 'data': { 'data': 'Foo' } }
       { 'struct': 'FooListWrapper', 'data': { 'data': [ 'Foo' ] } }
       { 'struct': 'StrWrapper', 'data': { 'data': 'str' } }
       { 'union': 'Uni', 'base': { 'type': 'UniKind' }, 'discriminator': 'type',
         'data': { 'foo': 'FooWrapper', 'many': 'FooListWrapper', 'again': 'FooWrapper', 's': 'StrWrapper' } }`,
    ],
    [
      `{ 'struct': 'Foo', 'if': 'defined(A)', 'data': {} }
       { 'union': 'Uni', 'if': 'defined(B)', 'data': { 'foo': { 'type': 'Foo', 'if': 'defined(A)' } } }`,
      `{ 'struct': 'Foo', 'if': 'A', 'data': {} }
       { 'enum': 'UniKind', 'if': 'B', 'data': [ { 'name': 'foo', 'if': 'A' } ] }
       { 'struct': 'FooWrapper', 'if': 'A', 'data': { 'data': 'Foo' } }
       { 'union': 'Uni', 'if': 'B', 'base': { 'type': 'UniKind' }, 'discriminator': 'type',
         'data': { 'foo': { 'type': 'FooWrapper', 'if': 'A' } } }`,
    ],
    [
      `${foo} { 'enum': 'UniKind', 'data': [] } { 'union': 'Uni', 'data': { 'foo': 'Foo' } }`,
      `${foo} { 'enum': 'UniKind', 'data': [] } { 'enum': 'UniKind2', 'data': [ 'foo' ] }
       { 'struct': 'FooWrapper', 'data': { 'data': 'Foo' } }
       { 'union': 'Uni', 'base': { 'type': 'UniKind2' }, 'discriminator': 'type', 'data': { 'foo': 'FooWrapper' } }`,
    ],
    // Conditions in C, until QEMU 6.1.
    [
      `{ 'struct': 'Sample', 'if': [ 'defined(A)', '!defined(B) || defined(C)' ], 'features': [ { 'name': 'f', 'if': 'defined(D)' } ],
         'data': { 'if': 'str', 'm': { 'type': 'int', 'if': 'defined(A) && defined(B)' } } }
       { 'enum': 'Eno', 'data': [ 'a', { 'name': 'b', 'if': 'defined(LINUX)' } ], 'if': 'CONFIG_X' }`,
      `{ 'struct': 'Sample', 'if': { 'all': [ 'A', { 'any': [ { 'not': 'B' }, 'C' ] } ] }, 'features': [ { 'name': 'f', 'if': 'D' } ],
         'data': { 'if': 'str', 'm': { 'type': 'int', 'if': { 'all': [ 'A', 'B' ] } } } }
       { 'enum': 'Eno', 'data': [ 'a', { 'name': 'b', 'if': 'LINUX' } ], 'if': 'CONFIG_X' }`,
    ],
    // The pragmas of QEMU 2.9 to 5.2.
    [
      "{ 'pragma': { 'returns-whitelist': [ 'ask' ], 'name-case-whitelist': [ 'Eno' ] } } { 'command': 'ask', 'returns': 'int' }",
      "{ 'pragma': { 'command-returns-exceptions': [ 'ask' ], 'member-name-exceptions': [ 'Eno' ] } } { 'command': 'ask', 'returns': 'int' }",
    ],
    // The notation of QEMU 1.0 to 2.3.
    ...(
      [
        [
          "{ 'type': 'Typ', 'base': 'Old', 'data': { '*a': [ 'int' ] } }",
          "{ 'struct': 'Typ', 'base': 'Old', 'data': { '*a': [ 'int' ] } }",
        ],
        [
          "{ 'command': 'c', 'gen': 'no', 'success-response': 'no' }",
          "{ 'command': 'c', 'gen': false, 'success-response': false }",
        ],
        ["{ 'command': 'c', 'gen': 'yes' }", "{ 'command': 'c' }"],
        [
          "{ 'type': 'Typ', 'data': { 'in_ner': { 'a': 'int', '*deep': { 'type': 'str' } }, 'many': [ { 'b': 'int' } ] } }",
          `{ 'struct': 'TypInNerDeep', 'data': { 'type': 'str' } }
           { 'struct': 'TypInNer', 'data': { 'a': 'int', '*deep': 'TypInNerDeep' } }
           { 'struct': 'TypMany', 'data': { 'b': 'int' } }
           { 'struct': 'Typ', 'data': { 'in_ner': 'TypInNer', 'many': [ 'TypMany' ] } }`,
        ],
        [
          "{ 'command': 'get-it', 'returns': { 'a': 'int' } }",
          "{ 'struct': 'GetItResult', 'data': { 'a': 'int' } } { 'command': 'get-it', 'returns': 'GetItResult' }",
        ],
        [
          "{ 'command': 'c', 'data': { 'a': 'visitor', 'b': [ 'dict' ], '*c': '**' } }",
          "{ 'command': 'c', 'data': { 'a': 'any', 'b': [ 'any' ], '*c': 'any' } }",
        ],
        ["{ 'command': 'c', 'data': '**', 'gen': 'no' }", "{ 'command': 'c', 'gen': false }"],
        ["{ 'data': {}, 'type': 'Typ' }", "{ 'struct': 'Typ', 'data': {} }"],
        [
          "{ 'command': 'c', 'data': { 'a': 'whatever', '*rest': '**' }, 'gen': 'no', 'returns': 'visitor' }",
          "{ 'command': 'c', 'data': { 'a': 'any' }, 'gen': false, 'returns': 'any' }",
        ],
        [
          "{ 'union': 'Alt', 'discriminator': {}, 'data': { 'o': 'Old', 's': 'str' } }",
          "{ 'alternate': 'Alt', 'data': { 'o': 'Old', 's': 'str' } }",
        ],
        [
          `{ 'type': 'Bas', 'data': { 'driver': 'str', '*n': 'int' } }
           { 'union': 'Uni', 'base': 'Bas', 'discriminator': 'driver', 'data': { 'old': 'Old' } }`,
          `{ 'struct': 'Bas', 'data': { 'driver': 'str', '*n': 'int' } } { 'enum': 'UniKind', 'data': [ 'old' ] }
           { 'union': 'Uni', 'base': { 'driver': 'UniKind', '*n': 'int' }, 'discriminator': 'driver', 'data': { 'old': 'Old' } }`,
        ],
        [
          `{ 'type': 'Bas', 'data': { 'n': 'int' } } { 'type': 'Ext', 'base': 'Bas', 'data': { 'm': 'int' } }
           { 'union': 'Uni', 'base': 'Ext', 'data': { 'old': 'Old' } }`,
          `{ 'struct': 'Bas', 'data': { 'n': 'int' } } { 'struct': 'Ext', 'base': 'Bas', 'data': { 'm': 'int' } }
           { 'enum': 'UniKind', 'data': [ 'old' ] } { 'struct': 'OldWrapper', 'data': { 'data': 'Old' } }
           { 'union': 'Uni', 'base': { 'n': 'int', 'm': 'int', 'type': 'UniKind' }, 'discriminator': 'type', 'data': { 'old': 'OldWrapper' } }`,
        ],
        ["{ 'enum': 'Eno'\n 'data': [ 'a' 'b', ] }", "{ 'enum': 'Eno', 'data': [ 'a', 'b' ] }"],
      ] as const
    ).map(([former, current]) => [before24[0] + former, before24[1] + current] as const),
  ];

  test.each(cases)("%s", (former, current) => {
    const exceptions =
      "{ 'pragma': { 'member-name-exceptions': [ 'Typ', 'Eno' ], 'command-returns-exceptions': [ 'c', 'ask' ] } }";
    const isOwn = current.includes("'pragma'");
    expect(modelOf(former)).toEqual(modelOf(isOwn ? current : exceptions + current));
  });
});

describe("applies the rules of the language in which a schema is written", () => {
  const anyName =
    "{ 'enum': 'lower_case', 'data': [ 'UPPER', 'under_score', 'has-dot.s' ] } { 'event': 'MixedCase' }";

  test.each([
    ["no name rules before QEMU 6.0", before24[0] + anyName],
    ["no name rules before QEMU 6.0", before60[0] + anyName],
    ["no rule for return types before QEMU 2.9", before24[0] + "{ 'command': 'c', 'returns': 'int' }"],
    ["any macro", "{ 'event': 'E', 'if': 'defined(__linux__) || defined(_WIN32)' }"],
    [
      "the exemptions of QEMU 2.4 to 2.8",
      "{ 'command': 'guest-sync', 'returns': 'int' }\n## @Foo\n# text\n{ 'struct': 'Foo', 'data': {} }",
    ],
    [
      "no rules for documentation",
      "##\n# @Foo:\n# @what: text. More text.\n##\n" + before60[0] + "{ 'struct': 'Foo', 'data': {} }",
    ],
  ])("%s", (_, text) => {
    expect(errors(text)).toEqual([]);
  });

  test.each([
    [before60[0] + "{ 'command': 'c', 'returns': 'int' }", ["2:30: bad-return"]],
    [
      before60[0] + "{ 'struct': 'S', 'data': { 'a': { 'b': 'int' } } }",
      ["2:28: missing-key", "2:35: unknown-key"],
    ],
    [before60[0] + "{ 'struct': 'S', 'data': { 'a': 'dict' } }", ["2:33: unknown-type"]],
    [before60[0] + "{ 'enum': 'E' 'data': [] }", ["2:15: unexpected-token"]],
    [before60[0] + "##\n#text\n##\n", ["3:2: doc-space"]],
    [before24[0] + "{ 'type': 'S', 'data': { 'a': 'Missing' } }", ["2:31: unknown-type"]],
    [before24[0] + "{ 'union': 'U', 'data': { 'a': 'Missing' } }", ["2:32: unknown-type"]],
    [before24[0] + "{ 'enum': 'no space', 'data': [] }", ["2:11: bad-name"]],
    [
      "{ 'event': 'E', 'if': 'defined(A) && defined(b c)' } { 'event': 'F', 'if': 'defined(A)' }",
      ["1:23: bad-condition"],
    ],
  ])("reports what that language refuses: %j", (text, expected) => {
    expect(errors(text)).toEqual(expected);
  });
});

describe("does not weaken the rules of the current language", () => {
  /** Things that only the current language has. */
  test.each([
    "{ 'event': 'TODAY', 'if': { 'not': 'A' } }",
    "{ 'pragma': { 'documentation-exceptions': [] } }",
    "{ 'command': 'today', 'features': [ 'unstable' ] }",
  ])("a former notation is a mistake after %s", (today) => {
    const mistakes = [
      ["{ 'type': 'T', 'data': {} }", "no-kind"],
      ["{ 'pragma': { 'returns-whitelist': [] } }", "unknown-key"],
      ["{ 'command': 'c', 'gen': 'no' }", "bad-flag"],
      ["{ 'union': 'U', 'data': { 'a': 'TodayType' } }", "missing-key"],
      ["{ 'struct': 'S', 'data': { 'a': '**' } }", "unknown-type"],
      ["{ 'event': 'E', 'if': 'defined(A)' }", "bad-condition"],
      ["{ 'event': 'E', 'if': [ 'defined(A)' ] }", "bad-shape"],
      ["{ 'command': 'guest-sync', 'returns': 'int' }", "bad-return"],
    ] as const;
    for (const [mistake, code] of mistakes) {
      const { diagnostics, notes } = read(`${today}\n${mistake}`);
      expect(
        diagnostics.map((each) => each.code),
        mistake,
      ).toContain(code);
      expect(notes).toEqual([]);
    }
  });

  test.each([
    ["{ 'enum': 'E' 'data': [] }", "1:15: unexpected-token"],
    ["{ 'struct': 'S', 'data': { 'a': { 'b': 'int' } } }", "1:28: missing-key"],
    ["{ 'struct': 'Som', 'data': { 'a': 'dict' } }", "1:35: unknown-type"],
    ["{ 'event': 'E', 'if': 'A && B' }", "1:23: bad-condition"],
    ["{ 'union': 'U', 'base': {}, 'data': {} }", "1:12: missing-key"],
    ["{ 'union': 'U', 'data': {} } { 'event': 'E', 'if': 'CONFIG_X' }", "1:12: missing-key"],
    ["##\n#text\n##\n", "2:2: doc-space"],
    ["{ 'command': 'ask', 'returns': 'int' }", "1:32: bad-return"],
    // `struct` came when `type` went, so the schema is in neither language, and every rule applies.
    [`${before24[0]}{ 'struct': 'lower', 'data': {} }`, "2:13: type-case"],
  ])("%j", (text, expected) => {
    expect(errors(text)[0]).toBe(expected);
  });
});

describe("names the language of a schema", () => {
  test.each([
    [before24[0], "QEMU 2.3 and older", "1:3"],
    ["{ 'struct': 'S', 'data': { 'a': '**' } }", "QEMU 2.4 and older", "1:33"],
    ["{ 'command': 'qom-get', 'returns': 'any' }", "QEMU 2.8 and older", "1:14"],
    [before60[0], "QEMU 5.2 and older", "1:15"],
    ["{ 'event': 'E', 'if': '!defined(A)' }", "QEMU 6.1 and older", "1:23"],
    ["{ 'union': 'U', 'data': { 's': 'str' } }", "QEMU 6.1 and older", "1:12"],
    ["{ 'union': 'U', 'data': { 's': 'str' } }" + before60[0], "QEMU 5.2 and older", "1:55"],
  ])("%s", (text, language, position) => {
    const [note, ...more] = read(text).notes;
    expect(more).toEqual([]);
    expect(note).toMatchObject({ code: "former-language", severity: "note" });
    expect(note?.message).toContain(language);
    expect(`${note?.position.line}:${note?.position.column}`).toBe(position);
  });

  test("names the year of the signal draft", () => {
    const { diagnostics, notes } = read(
      "{ 'enum': 'Now', 'data': [] }\n{ 'Kind': [ 'a' ] } [ 'go', {}, {}, 'none' ]",
    );
    expect(diagnostics).toEqual([]);
    expect(notes.map(({ code, position }) => [code, position.line])).toEqual([["former-language", 2]]);
    expect(notes[0]?.message).toContain("2011");
  });

  test("reports nothing for the current language", () => {
    expect(read("{ 'struct': 'S', 'data': {} }").notes).toEqual([]);
  });
});

describe("reads documentation of QEMU 2.8 and older", () => {
  const body = "{ 'type': 'T', 'data': { '*a': 'int' } }\n";
  test.each([
    "##\n# @T\n#\n# The text.\n#\n# @a: #optional the a\n#\n# Since 1.1\n##\n",
    "## @T\n#\n# The text.\n#\n# @a: #optional the a\n#\n#Since: 1.1\n",
    "##\n# @T:\n#\n# The text.\n#\n# @a: #optional the a\n#\n# Since 1.1\n# ##\n",
    "###\n# @T:\n#\n# The text.\n#\n# @a: the a\n#\n# Since: 1.1\n####\n",
  ])("%j", (comment) => {
    const { model, diagnostics } = read(comment + body);
    expect(diagnostics).toEqual([]);
    expect(model?.byName.get("T")?.documentation).toMatchObject({
      symbol: "T",
      body: [{ lines: ["The text."] }],
      members: [{ name: "a", lines: ["the a"] }],
      sections: [{ tag: "Since", lines: ["1.1"] }],
    });
  });
});
