import fc from "fast-check";
import {
  commandDefaults,
  eventDefaults,
  type Annotations,
  type Definition,
  type Documentation,
  type DocumentationText,
  type Member,
  type Model,
  type Module,
  type Position,
  type TypeReference,
} from "../../../generator/model/index.js";

const position: Position = { file: "hostile.json", line: 1, column: 1 };
const text: TypeReference = { kind: "builtin", name: "str" };

/** Texts that would end a comment, a string or another construct of the output if they were not escaped. */
const pieces = [
  "*/",
  "/*",
  "//",
  "*",
  "/",
  "\\",
  '"',
  "'",
  "`",
  "```",
  "``",
  "${",
  "}",
  "{",
  "\n",
  "\r",
  "\u2028",
  "\u2029",
  "\0",
  "\u202e",
  "\ud800",
  "@param",
  "@deprecated",
  "{@link",
  "{@link x}",
  "<script>",
  "]]>",
  "..",
  ".. note::",
  "::",
  ":ref:`",
  "- ",
  "1. ",
  "  ",
  "export const evil = 1;",
  "; evil();",
  "__proto__",
  "constructor",
  "default",
  "a",
  "B",
  "9",
  "é",
  "-",
  "_",
  " ",
];

export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { maxLength: 8 })
  .map((parts) => parts.join(""));
const hostileLines = fc.array(
  hostileText.map((line) => line),
  { maxLength: 4 },
);

/** Valid models whose names and texts consist of hostile pieces. */
export const hostileModels: fc.Arbitrary<Model> = fc
  .record({
    names: fc.uniqueArray(hostileText, { minLength: 9, maxLength: 9 }),
    members: fc.uniqueArray(hostileText, { minLength: 1, maxLength: 4 }),
    values: fc.uniqueArray(hostileText, { minLength: 1, maxLength: 4 }),
    modules: fc.uniqueArray(hostileText, { minLength: 2, maxLength: 2 }),
    lines: hostileLines,
    condition: hostileText,
    feature: hostileText,
  })
  .map(build);

interface HostileTexts {
  readonly names: readonly string[];
  readonly members: readonly string[];
  readonly values: readonly string[];
  readonly modules: readonly string[];
  readonly lines: readonly string[];
  readonly condition: string;
  readonly feature: string;
}

function build(texts: HostileTexts): Model {
  const [first = "", second = ""] = texts.modules;
  const types = typeDefinitions(texts, first);
  const uses = useDefinitions(texts, second);
  const module = (name: string, definitions: readonly Definition[]): Module => ({
    name,
    file: "hostile.json",
    includes: [],
    definitions,
    freeForm: [],
  });
  const definitions = [...types, ...uses];
  return {
    modules: [module(first, types), module(second, uses)],
    definitions,
    byName: new Map(definitions.map((each) => [each.name, each])),
  };
}

/** Annotations of a hostile model, with its names and with hostile constants. */
export function hostileAnnotations({ definitions }: Model): Annotations {
  const accessors = definitions.flatMap((event) =>
    event.kind === "event" && event.data.kind === "inline"
      ? event.data.members.map((member, index) => ({
          name: index === 0 ? event.name : `accessor-${event.name}-${index}`,
          event: event.name,
          position,
          arguments: [{ name: member.name, optional: true, member: member.name, type: text }],
        }))
      : [],
  );
  const commands = definitions.filter(({ kind }) => kind === "command").map(({ name }) => name);
  const description = (name: string): Readonly<Record<string, unknown>> => ({
    done: [{ event: name, where: [{ member: name, value: name }] }],
    forced: { command: name, arguments: { [name]: { value: name } } },
  });
  return {
    accessors,
    completions: new Map(commands.map((name) => [name, { description: description(name), position }])),
    base64: new Map(commands.map((name) => [name, new Set([name])])),
    timeouts: new Map(commands.map((name) => [name, 1])),
    effects: new Map(commands.map((name) => [name, "read"])),
    readPatterns: commands.map((name) => `${name}*`),
    host: new Map(commands.map((name) => [name, new Map([[name, ["path"]]])])),
  };
}

function typeDefinitions(texts: HostileTexts, module: string): readonly Definition[] {
  const [enumeration = "", struct = "", union = "", alternate = ""] = texts.names;
  const [discriminator = "", ...others] = texts.members;
  const common = commonOf(texts, module);
  const value = texts.values[0] ?? "";
  const tag = memberOf(texts, discriminator, { kind: "defined", name: enumeration });
  const branch = { position, condition: common.condition, type: { kind: "defined", name: struct } } as const;
  return [
    {
      ...common,
      kind: "enum",
      name: enumeration,
      prefix: undefined,
      values: texts.values.map((name) => {
        const { condition, features } = common;
        return { name, position, condition, features };
      }),
    },
    {
      ...common,
      kind: "struct",
      name: struct,
      base: undefined,
      members: others.map((name) => memberOf(texts, name, text)),
    },
    {
      ...common,
      kind: "union",
      name: union,
      base: { kind: "inline", members: [tag] },
      discriminator,
      branches: [{ ...branch, name: value }],
    },
    {
      ...common,
      kind: "alternate",
      name: alternate,
      alternatives: [
        { ...branch, name: value },
        { ...branch, name: discriminator, type: text },
      ],
    },
  ];
}

function useDefinitions(texts: HostileTexts, module: string): readonly Definition[] {
  const [, struct = "", union = "", , command = "", boxed = "", event = "", quiet = "", accessor = ""] =
    texts.names;
  const common = commonOf(texts, module);
  const flags = { ...commandDefaults, successResponse: false, gen: false, allowOob: true };
  const members = texts.members.map((name) => memberOf(texts, name, text));
  return [
    {
      ...common,
      ...flags,
      kind: "command",
      name: command,
      data: { kind: "inline", members },
      returns: undefined,
    },
    {
      ...common,
      ...flags,
      kind: "command",
      name: boxed,
      data: { kind: "named", type: union },
      returns: { kind: "array", element: { kind: "defined", name: struct } },
    },
    { ...common, kind: "event", ...eventDefaults, name: event, data: { kind: "inline", members } },
    { ...common, kind: "event", ...eventDefaults, name: quiet, data: { kind: "inline", members: [] } },
    {
      ...common,
      ...flags,
      kind: "accessor",
      name: accessor,
      event,
      data: { kind: "inline", members },
    },
  ];
}

function commonOf(
  texts: HostileTexts,
  module: string,
): Omit<Member, "name" | "type" | "optional"> & {
  readonly module: string;
  readonly documentation: Documentation;
} {
  const about: DocumentationText = { lines: texts.lines, position };
  const items = [...texts.members, ...texts.values].map((name) => ({ ...about, name }));
  return {
    module,
    position,
    documentation: {
      symbol: texts.names[0] ?? "",
      position,
      body: [about],
      members: items,
      features: [
        { ...about, name: texts.feature },
        { ...about, name: "deprecated" },
      ],
      sections: (["Returns", "Errors", "Since", "Note", "Example", "TODO"] as const).map((tag) => ({
        ...about,
        tag,
      })),
    },
    condition: { kind: "not", condition: { kind: "defined", name: texts.condition } },
    features: [texts.feature, "deprecated", "unstable"].map((name) => ({
      name,
      position,
      condition: undefined,
    })),
  };
}

function memberOf(texts: HostileTexts, name: string, type: TypeReference): Member {
  const { condition, features } = commonOf(texts, "");
  return { name, optional: false, type, position, condition, features };
}
