import type { FormSchema } from "../../config/json-file/json-file.js";
import { completionSchema, completionDefinitions } from "./completion-schema.js";
import { list, object, text } from "./shapes.js";

/** What the names of an accessor and of its arguments look like; `*` marks an argument that may be left out. */
const name = "^[a-z][a-z0-9_-]*$";
const argument = String.raw`^\*?[A-Za-z][A-Za-z0-9_-]*$`;

const accessor = object(
  "an object with the members 'event' and 'arguments'",
  {
    event: text("an event's name"),
    arguments: {
      type: "object",
      expected: "an object of at least one argument, each with the member of the event that equals it",
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
    commands: list(
      text("a command's name; a '*' at its end stands for any rest"),
      "a list of commands' names",
      1,
    ),
    milliseconds: {
      type: ["number", "null"],
      exclusiveMinimum: 0,
      expected: "a number of milliseconds, or null where a command may take as long as it likes",
    },
  },
  {},
);

/** The form of an annotations file; `expected` says in words what a place takes. */
export const annotationsSchema: FormSchema = {
  ...object(
    "an object",
    {},
    {
      $schema: text("a text"),
      accessors: {
        type: "object",
        expected: "an object of accessors by their names",
        patternProperties: { [name]: accessor },
        additionalProperties: false,
      },
      completions: {
        type: "object",
        expected: "an object of completions by their commands' names",
        additionalProperties: completionSchema,
      },
      base64: {
        type: "object",
        expected: "an object of lists of members by the names of what defines them",
        additionalProperties: list(text("a member's name"), "a list of members' names", 1),
      },
      timeouts: {
        type: "object",
        expected: "an object of classes of commands",
        additionalProperties: timeoutClass,
      },
    },
  ),
  $defs: completionDefinitions,
};
