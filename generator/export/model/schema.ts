import { described, list, type FormSchema } from "../../config/json-file.js";
import { completionDefinitions, completionSchema } from "../../model/annotations/completion-schema.js";
import { quote } from "../../diagnostics/escape.js";
import { effects, hostKind } from "../../model/annotations/schema.js";
import { factsSchema } from "../../devices/read-facts.js";
import { commandDefaults, eventDefaults, keyOf } from "../../model/index.js";
import { formatVersion } from "./document.js";
import { anyText, featured, flag, listOf, nameOf, open, opened, parts, ref } from "./schema-parts.js";

const common = {
  name: nameOf("definition"),
  module: described(anyText, "The name of the module that contains it."),
};
const commonOptional = {
  ...featured,
  documentation: ref("documentation", "Its documentation comment. Absent: it has none."),
};

function definition(
  kind: string,
  required: Readonly<Record<string, FormSchema>>,
  further: Readonly<Record<string, FormSchema>> = {},
): FormSchema {
  const tag = { const: kind, expected: quote(kind), description: "The kind of the definition." };
  return open(
    `a definition of kind ${quote(kind)}`,
    { kind: tag, ...common, ...required },
    {
      ...commonOptional,
      ...further,
    },
  );
}

/** Returns the schemas of the properties that do not have their default: flags and texts. */
function optional(defaults: object): Readonly<Record<string, FormSchema>> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]: [string, unknown]) => {
      const key = `'${keyOf(name)}' of the schema language`;
      const schema =
        typeof value === "string"
          ? described(anyText, `The text ${key}. Absent: none.`)
          : flag(value !== true, `The flag ${key}. Default: ${String(value)}.`);
      return [name, schema];
    }),
  );
}

const callable = optional(commandDefaults);

const args = ref("members", "The arguments.");

const hostArgument = open("an argument", {
  path: described(
    anyText,
    "The path of the argument. Lists are traversed; ** stands for any number of members.",
  ),
  kind: { ...hostKind, description: "The kind of the resource." },
});

const openArgument = open("an argument", {
  name: nameOf("argument"),
  host: described(
    list(hostKind, "a list of kinds of resources", 1),
    "The kinds of the resources that it names.",
  ),
});

const definitions: Readonly<Record<string, FormSchema>> = {
  enum: definition(
    "enum",
    { values: listOf("value", "The values, in order.") },
    { prefix: described(anyText, "The prefix of its constants in generated C code.") },
  ),
  struct: definition(
    "struct",
    { members: listOf("member", "Its own members, without those of its base.") },
    { base: described(anyText, "The struct whose members precede its own. Absent: none.") },
  ),
  union: definition("union", {
    base: ref("members", "The members that every branch has."),
    discriminator: described(anyText, "The name of the member of the base whose value selects the branch."),
    branches: listOf("branch", "The branches. Another value of the discriminator adds no members."),
  }),
  alternate: definition("alternate", {
    alternatives: listOf("branch", "The alternatives, of which the kind of the JSON value selects one."),
  }),
  event: definition("event", { data: ref("members", "The members of its data.") }, optional(eventDefaults)),
  accessor: definition(
    "accessor",
    { event: described(anyText, "The event that it subscribes to."), arguments: args },
    callable,
  ),
  command: definition(
    "command",
    { arguments: args },
    {
      ...callable,
      returns: ref("type", "The type of its result. Absent: an empty object."),
      effect: {
        enum: Object.keys(effects),
        expected: '"read", "change" or "destroy"',
        description: "What it does. Absent: not known.",
      },
      hostArguments: described(
        list(hostArgument, "a list of arguments"),
        "The arguments, at any depth, that name resources of the server's host. Default: none.",
      ),
      openArguments: described(
        list(openArgument, "a list of arguments"),
        "Arguments that the schema does not list, and that name resources of the server's host. Default: none.",
      ),
      timeout: {
        type: ["number", "null"],
        exclusiveMinimum: 0,
        expected: "a number of milliseconds greater than 0, or null for no timeout",
        description: "The default timeout in milliseconds; null: none. Absent: the client's default.",
      },
      completion: {
        ...opened(completionSchema),
        description: "How it completes, if the server answers before its work is done.",
      },
    },
  ),
};

const moduleSchema = open(
  "a module",
  {
    name: nameOf("module"),
    file: described(anyText, "The path of the file, relative to the folder of the first module."),
  },
  {
    includes: described(list(anyText, "a list of names"), "The modules that it includes. Default: none."),
    documentation: listOf("text", "Documentation that belongs to no definition. Default: none."),
  },
);

const server = open('an object with the members "name" and "version"', {
  name: nameOf("server"),
  version: described(anyText, "The first two numbers of its version, such as 11.1."),
});

const annotatedAccessor = open("an accessor", {
  name: nameOf("accessor"),
  event: described(anyText, "The event that it selects from."),
  arguments: described(
    list(
      open(
        "an argument",
        {
          name: nameOf("argument"),
          type: ref("type", "The type of its values."),
          member: described(anyText, "The dotted path of the member of the event that equals it."),
        },
        { optional: flag(true, "Whether it may be absent. Default: false.") },
      ),
      "a list of arguments",
    ),
    "Its arguments.",
  ),
});

/** The JSON Schema of a model as JSON. */
export const modelSchema: FormSchema = {
  description: "The checked model of a QAPI schema, as `qapi-ts export --format model` writes it.",
  ...open(
    "an object",
    {
      formatVersion: {
        const: formatVersion,
        expected: `${formatVersion}, the version of the format that this version of qapi-ts reads`,
        description: "The version of the format. A new member does not change it.",
      },
      modules: described(
        list(moduleSchema, "a list of modules", 1),
        "The files of the schema, in the order in which they are first included.",
      ),
      definitions: described(
        list(ref("definition"), "a list of definitions"),
        "The definitions, in the order of the schema.",
      ),
    },
    {
      server: { ...server, description: "The server that has the interface. Absent: not known." },
      accessors: described(
        list(annotatedAccessor, "a list of accessors"),
        "Accessors that a client implements by filtering an event. Default: none.",
      ),
      readPatterns: described(
        list(anyText, "a list of prefixes followed by *"),
        "Prefixes of commands that all only read, each followed by *. Default: none.",
      ),
      devices: {
        ...opened(factsSchema),
        description: "The devices of the server, as `qapi-ts devices` prints them. Absent: not known.",
      },
    },
  ),
  $defs: {
    ...parts,
    ...definitions,
    definition: {
      type: "object",
      required: ["kind"],
      properties: {
        kind: {
          enum: Object.keys(definitions),
          expected: "the kind of a definition",
          description: "The kind of the definition.",
        },
      },
      allOf: Object.keys(definitions).map((kind) => ({
        if: { required: ["kind"], properties: { kind: { const: kind, description: "The kind." } } },
        then: ref(kind),
        expected: `a definition of kind ${quote(kind)}`,
      })),
      expected: "a definition",
    },
    ...opened(completionDefinitions),
  },
};
