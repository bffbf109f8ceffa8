import type { FormSchema } from "../../config/json-file/json-file.js";
import { completionSchema, completionDefinitions } from "./completion-schema.js";
import { list, object, text } from "./schema-builders.js";

/** The names of accessors and of their arguments. A leading `*` marks an optional argument. */
const name = "^[a-z][a-z0-9_-]*$";
const argument = String.raw`^\*?[A-Za-z][A-Za-z0-9_-]*$`;

const accessor = object(
  "an object with the members 'event' and 'arguments'",
  {
    event: text("an event's name"),
    arguments: {
      type: "object",
      expected:
        "an object with at least one argument and, for each, the member of the event that must equal it",
      minProperties: 1,
      patternProperties: { [argument]: text("the name of a member of the event") },
      additionalProperties: false,
    },
  },
  {},
);

const timeoutClass = object(
  "an object with the members 'commands' and 'milliseconds'",
  {
    commands: list(text("a command's name, or a prefix followed by '*'"), "a list of command names", 1),
    milliseconds: {
      type: ["number", "null"],
      exclusiveMinimum: 0,
      expected: "a number of milliseconds, or null for no timeout",
    },
  },
  {},
);

/** The JSON Schema of an annotations file. The keyword `expected` describes the accepted values for messages. */
export const annotationsSchema: FormSchema = {
  ...object(
    "an object",
    {},
    {
      $schema: text("a string"),
      accessors: {
        type: "object",
        expected: "an object with accessors by name",
        patternProperties: { [name]: accessor },
        additionalProperties: false,
      },
      completions: {
        type: "object",
        expected: "an object with completions by command name",
        additionalProperties: completionSchema,
      },
      base64: {
        type: "object",
        expected: "an object with lists of members by the name of the definition",
        additionalProperties: list(text("a member's name"), "a list of member names", 1),
      },
      timeouts: {
        type: "object",
        expected: "an object with classes of commands by name",
        additionalProperties: timeoutClass,
      },
    },
  ),
  $defs: completionDefinitions,
};
