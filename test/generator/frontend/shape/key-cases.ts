import type { DiagnosticCode } from "../../../../generator/diagnostics/codes.js";

/** Two valid schemas that differ in one key of the grammar. Every stage must distinguish them, or ignore the key. */
export interface KeyCase {
  readonly before: string;
  readonly after: string;
  /** The stages that ignore the key, with the reason. */
  readonly ignored?: {
    readonly resolution?: string;
    readonly printing?: string;
    readonly emission?: string;
    readonly import?: string;
    readonly comparison?: string;
  };
}

const types = `
{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }
{ 'struct': 'Pair', 'data': { 'x': 'int' } }
{ 'struct': 'Other', 'data': { 'y': 'str' } }
{ 'command': 'use', 'data': { 'kind': 'Kind', 'pair': 'Pair', 'other': 'Other' } }
`;

/** Replaces every `$` of the template. The schemas also contain the types above. */
function variants(
  template: string,
  before: string,
  after: string,
  ignored: KeyCase["ignored"] = {},
): KeyCase {
  const fill = (text: string): string => types + template.replaceAll("$", () => text);
  return { before: fill(before), after: fill(after), ignored };
}

/** A command whose argument has the type, so that the type is part of the interface. */
const using = (type: string): string => `{ 'command': 'use-it', 'data': { 'it': '${type}' } }\n`;

const conditional = {
  import: "a server's answer contains only what its build has",
  comparison: "conditions that remain count as true",
};
const inServer = "it affects only the C code of the server";
const cName = "it affects only names in C code";

const condition = (before: string, after: string): KeyCase =>
  variants(`{ 'command': 'go', 'if': $ }`, before, after, conditional);

export const keyCases: Readonly<Record<string, KeyCase>> = {
  "enum.enum": variants(`{ 'enum': '$', 'data': [ 'c' ] }\n${using("$")}`, "One", "Two"),
  "enum.data": variants(`{ 'enum': 'En', 'data': $ }\n${using("En")}`, "[ 'c' ]", "[ 'd' ]"),
  "enum.data.name": variants(`{ 'enum': 'En', 'data': [ { 'name': $ } ] }\n${using("En")}`, "'c'", "'d'"),
  "enum.data.if": variants(
    `{ 'enum': 'En', 'data': [ { 'name': 'c'$ } ] }\n${using("En")}`,
    "",
    ", 'if': 'A'",
    conditional,
  ),
  "enum.data.features": variants(
    `{ 'enum': 'En', 'data': [ { 'name': 'c'$ } ] }\n${using("En")}`,
    "",
    ", 'features': [ 'deprecated' ]",
  ),
  "enum.prefix": variants(`{ 'enum': 'En', 'data': [ 'c' ]$ }\n${using("En")}`, "", ", 'prefix': 'PRE'", {
    emission: cName,
    comparison: cName,
  }),
  "enum.if": variants(`{ 'enum': 'En', 'data': [ 'c' ]$ }`, "", ", 'if': 'A'", conditional),
  "enum.features": variants(
    `{ 'enum': 'En', 'data': [ 'c' ]$ }\n${using("En")}`,
    "",
    ", 'features': [ 'f' ]",
  ),
  "struct.struct": variants(`{ 'struct': '$', 'data': { 'm': 'str' } }\n${using("$")}`, "One", "Two"),
  "struct.data": variants(
    `{ 'struct': 'St', 'data': $ }\n${using("St")}`,
    "{ 'm': 'str' }",
    "{ 'n': 'int' }",
  ),
  "struct.base": variants(`{ 'struct': 'St', 'data': {}$ }\n${using("St")}`, "", ", 'base': 'Pair'"),
  "struct.if": variants(`{ 'struct': 'St', 'data': {}$ }`, "", ", 'if': 'A'", conditional),
  "struct.features": variants(`{ 'struct': 'St', 'data': {}$ }\n${using("St")}`, "", ", 'features': [ 'f' ]"),
  "union.union": variants(
    `{ 'union': '$', 'base': { 'd': 'Kind' }, 'discriminator': 'd', 'data': { 'a': 'Pair' } }\n${using("$")}`,
    "One",
    "Two",
  ),
  "union.base": variants(
    `{ 'union': 'Un', 'base': $, 'discriminator': 'd', 'data': { 'a': 'Pair' } }\n${using("Un")}`,
    "{ 'd': 'Kind' }",
    "{ 'd': 'Kind', 'e': 'str' }",
  ),
  "union.discriminator": variants(
    `{ 'union': 'Un', 'base': { 'd': 'Kind', 'e': 'Kind' }, 'discriminator': '$', 'data': { 'a': 'Pair' } }\n${using("Un")}`,
    "d",
    "e",
  ),
  "union.data": variants(
    `{ 'union': 'Un', 'base': { 'd': 'Kind' }, 'discriminator': 'd', 'data': $ }\n${using("Un")}`,
    "{ 'a': 'Pair' }",
    "{ 'a': 'Other' }",
  ),
  "union.if": variants(
    `{ 'union': 'Un', 'base': { 'd': 'Kind' }, 'discriminator': 'd', 'data': { 'a': 'Pair' }$ }`,
    "",
    ", 'if': 'A'",
    conditional,
  ),
  "union.features": variants(
    `{ 'union': 'Un', 'base': { 'd': 'Kind' }, 'discriminator': 'd', 'data': { 'a': 'Pair' }$ }\n${using("Un")}`,
    "",
    ", 'features': [ 'f' ]",
  ),
  "alternate.alternate": variants(
    `{ 'alternate': '$', 'data': { 'm': 'str' } }\n${using("$")}`,
    "One",
    "Two",
  ),
  "alternate.data": variants(
    `{ 'alternate': 'Al', 'data': $ }\n${using("Al")}`,
    "{ 'm': 'int' }",
    "{ 'm': 'str' }",
  ),
  "alternate.if": variants(`{ 'alternate': 'Al', 'data': { 'm': 'str' }$ }`, "", ", 'if': 'A'", {
    ...conditional,
  }),
  "alternate.features": variants(
    `{ 'alternate': 'Al', 'data': { 'm': 'str' }$ }\n${using("Al")}`,
    "",
    ", 'features': [ 'f' ]",
  ),
  "command.command": variants(`{ 'command': '$' }`, "one", "two"),
  "command.data": variants(`{ 'command': 'go'$ }`, "", ", 'data': { 'm': 'str' }"),
  "command.returns": variants(`{ 'command': 'go'$ }`, "", ", 'returns': 'Pair'"),
  "command.boxed": variants(`{ 'command': 'go', 'data': 'Pair'$ }`, "", ", 'boxed': true", {
    emission: inServer,
    comparison: inServer,
  }),
  "command.gen": variants(`{ 'command': 'go', 'data': { 'm': 'str' }$ }`, "", ", 'gen': false"),
  "command.success-response": variants(`{ 'command': 'go'$ }`, "", ", 'success-response': false"),
  "command.allow-oob": variants(`{ 'command': 'go'$ }`, "", ", 'allow-oob': true"),
  "command.allow-preconfig": variants(`{ 'command': 'go'$ }`, "", ", 'allow-preconfig': true", {
    emission: "the server decides whether it accepts a command",
  }),
  "command.coroutine": variants(`{ 'command': 'go'$ }`, "", ", 'coroutine': true", {
    emission: inServer,
    comparison: inServer,
  }),
  "command.if": variants(`{ 'command': 'go'$ }`, "", ", 'if': 'A'", conditional),
  "command.features": variants(`{ 'command': 'go'$ }`, "", ", 'features': [ 'deprecated' ]"),
  "event.event": variants(`{ 'event': '$' }`, "ONE", "TWO"),
  "event.data": variants(`{ 'event': 'EV'$ }`, "", ", 'data': { 'm': 'str' }"),
  "event.boxed": variants(`{ 'event': 'EV', 'data': 'Pair'$ }`, "", ", 'boxed': true", {
    emission: inServer,
    comparison: inServer,
  }),
  "event.if": variants(`{ 'event': 'EV'$ }`, "", ", 'if': 'A'", conditional),
  "event.features": variants(`{ 'event': 'EV'$ }`, "", ", 'features': [ 'deprecated' ]"),
  "member.type": variants(`{ 'command': 'go', 'data': { 'm': { 'type': '$' } } }`, "str", "int"),
  "member.if": variants(
    `{ 'struct': 'St', 'data': { 'm': { 'type': 'str'$ } } }\n${using("St")}`,
    "",
    ", 'if': 'A'",
    conditional,
  ),
  "member.features": variants(
    `{ 'command': 'go', 'data': { 'm': { 'type': 'str'$ } } }`,
    "",
    ", 'features': [ 'deprecated' ]",
  ),
  "branch.type": variants(
    `{ 'alternate': 'Al', 'data': { 'm': { 'type': '$' } } }\n${using("Al")}`,
    "str",
    "int",
  ),
  "branch.if": variants(
    `{ 'alternate': 'Al', 'data': { 'm': { 'type': 'str'$ } } }\n${using("Al")}`,
    "",
    ", 'if': 'A'",
    conditional,
  ),
  "features.name": variants(`{ 'command': 'go', 'features': [ { 'name': '$' } ] }`, "deprecated", "unstable"),
  "features.if": variants(
    `{ 'command': 'go', 'features': [ { 'name': 'deprecated'$ } ] }`,
    "",
    ", 'if': 'A'",
    { emission: "TSDoc marks a definition that any build deprecates", ...conditional },
  ),
  "condition.all": condition("'A'", "{ 'all': [ 'A', 'B' ] }"),
  "condition.any": condition("'A'", "{ 'any': [ 'A', 'B' ] }"),
  "condition.not": condition("'A'", "{ 'not': 'C' }"),
};

/** A schema that violates a rule with the code, unless the pragma permits it. */
export interface PragmaCase {
  readonly schema: string;
  readonly pragma: string;
  readonly code: DiagnosticCode;
  /** True if the pragma enables the rule instead. */
  readonly enables?: boolean;
}

const documented = "##\n# @go:\n##\n{ 'command': 'go', 'data': { 'm': 'str' } }";

export const pragmaCases: Readonly<Record<string, PragmaCase>> = {
  "doc-required": { schema: "{ 'command': 'go' }", pragma: "true", code: "doc-missing", enables: true },
  "command-name-exceptions": { schema: "{ 'command': 'a_b' }", pragma: "[ 'a_b' ]", code: "name-underscore" },
  "command-returns-exceptions": {
    schema: "{ 'command': 'go', 'returns': 'str' }",
    pragma: "[ 'go' ]",
    code: "bad-return",
  },
  "documentation-exceptions": { schema: documented, pragma: "[ 'go' ]", code: "doc-undescribed" },
  "member-name-exceptions": {
    schema: "{ 'command': 'go', 'data': { 'a_b': 'str' } }",
    pragma: "[ 'go' ]",
    code: "name-underscore",
  },
};
