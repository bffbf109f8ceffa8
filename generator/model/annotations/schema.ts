import type { Effect, HostResourceKind } from "qapi-ts/codegen";
import { described, list, object, text, type FormSchema } from "../../config/json-file.js";
import { completionSchema, completionDefinitions } from "./completion-schema.js";

/** The names of accessors and of their arguments. A leading `*` marks an optional argument. */
const name = "^[a-z][a-z0-9_-]*$";
const argument = String.raw`^\*?[A-Za-z][A-Za-z0-9_-]*$`;

const accessor = object(
  'an object with the members "event" and "arguments"',
  {
    event: described(text("an event's name"), "The event that the accessor selects from."),
    arguments: {
      type: "object",
      expected:
        "an object with at least one argument and, for each, the member of the event that must equal it",
      description:
        "The accessor's arguments by name, each with the member of the event that must equal it. A leading * marks an optional argument.",
      minProperties: 1,
      patternProperties: { [argument]: text("the name of a member of the event") },
      additionalProperties: false,
    },
  },
  {},
);

const timeoutClass = object(
  'an object with the members "commands" and "milliseconds"',
  {
    commands: described(
      list(text(`a command's name, or a prefix followed by "*"`), "a list of command names", 1),
      "The commands of the class. A trailing * matches any suffix.",
    ),
    milliseconds: {
      type: ["number", "null"],
      exclusiveMinimum: 0,
      expected: "a number of milliseconds greater than 0, or null for no timeout",
      description: "The default timeout of these commands in milliseconds; null for no timeout.",
    },
  },
  {},
);

/** The type proves that the schema accepts exactly the effects of the runtime. */
export const effects: Readonly<Record<Effect, true>> = { read: true, change: true, destroy: true };

const hostKinds: Readonly<Record<HostResourceKind, true>> = {
  path: true,
  address: true,
  device: true,
  program: true,
  "monitor-command": true,
};

export const hostKind: FormSchema = {
  enum: Object.keys(hostKinds),
  expected: '"path", "address", "device", "program" or "monitor-command"',
};

const hostMembers: FormSchema = {
  type: "object",
  minProperties: 1,
  expected: "an object with at least one member's name and, for each, the kinds of its resource",
  additionalProperties: list(hostKind, "a list of kinds of resources", 1),
};

/**
 * The JSON Schema of an annotations file. The keyword `expected` describes the accepted values for messages,
 * `description` the key for editors.
 */
export const annotationsSchema: FormSchema = {
  description:
    "What a QAPI schema does not state about its commands and events: accessors, completions, base64 members, timeouts and effects.",
  ...object(
    "an object",
    {},
    {
      $schema: described(text("a string"), "The JSON Schema of this file, for editors."),
      accessors: {
        type: "object",
        expected: "an object with accessors by name",
        description:
          "Signal accessors by name. An accessor connects to the occurrences of an event whose members equal its arguments.",
        patternProperties: { [name]: accessor },
        additionalProperties: false,
      },
      completions: {
        type: "object",
        expected: "an object with completions by command name",
        description:
          "Completions by command name. A completion describes the end of a command that the server answers before its work is done.",
        additionalProperties: completionSchema,
      },
      base64: {
        type: "object",
        expected: "an object with lists of members by the name of the definition",
        description:
          "The members that hold base64, by the name of the command or type that defines them. The bindings pass them as bytes.",
        additionalProperties: list(text("a member's name"), "a list of member names", 1),
      },
      timeouts: {
        type: "object",
        expected: "an object with classes of commands by name",
        description: "Classes of commands that share a default timeout, by the name of the class.",
        additionalProperties: timeoutClass,
      },
      effects: {
        type: "object",
        expected: "an object with the effects of commands by name",
        description:
          "What commands do, by command name or by a prefix followed by *: read changes nothing, change changes something, destroy may lose data or the machine.",
        additionalProperties: {
          enum: Object.keys(effects),
          expected: '"read", "change" or "destroy"',
        },
      },
      host: {
        type: "object",
        expected: "an object with members and kinds by the name of the definition",
        description:
          "The members that name resources of the server's host, by the name of the command or type that defines them, with the kind of the resource.",
        additionalProperties: hostMembers,
      },
    },
  ),
  $defs: completionDefinitions,
};
