import type { FormSchema } from "../../config/json-file/json-file.js";
import { list, object, text } from "./schema-builders.js";

/** The JSON Schema of the runtime's `Completion` without `command`: the command's name is the key of the entry. */
const member = text("the path of a member: 'status', 'result.status'");
const command = text("a command's name");
const event = text("an event's name");
const argument = text("the name of an argument");
const interval = { type: "number", exclusiveMinimum: 0, expected: "a number of milliseconds" };
const constant = { type: ["string", "number", "boolean"], expected: "a string, a number, true or false" };

const ref = (name: string): FormSchema => ({ $ref: `#/$defs/${name}` });
const conditions = list(ref("condition"), "a list of conditions", 1);
const find = list(ref("condition"), "a list of conditions on an item of the result", 1);

const condition = object(
  "a condition: an object with 'member' and a comparison",
  { member },
  {
    argument: {
      type: ["string", "array"],
      minLength: 1,
      minItems: 1,
      items: argument,
      expected: "the name of an argument, or a list of names of which the first given argument is used",
    },
    value: constant,
    among: list(constant, "a list of values", 1),
    present: { type: "boolean", expected: "true or false" },
    within: { type: "number", minimum: 0, expected: "a number" },
  },
);

const ending = object("an object with the member 'event'", { event }, { where: conditions, error: member });

const fallbackArgument = {
  ...object('{ "argument": NAME } or { "value": CONSTANT }', {}, { argument, value: constant }),
  minProperties: 1,
  maxProperties: 1,
};

export const completionDefinitions: Readonly<Record<string, FormSchema>> = { condition, ending };

export const completionSchema: FormSchema = object(
  "an object that describes how the command completes",
  {},
  {
    done: list(ref("ending"), "a list of events", 1),
    failed: list(ref("ending"), "a list of events", 1),
    state: object(
      "an object with the member 'command'",
      { command },
      {
        find,
        done: conditions,
        failed: conditions,
        error: member,
        interval,
        wake: list(event, "a list of event names", 1),
      },
    ),
    job: object(
      "an object with the members 'id' and 'dismiss'",
      {
        id: list(argument, "a list of argument names", 1),
        dismiss: { enum: ["server", "client"], expected: "'server' or 'client'" },
      },
      { ready: { const: "complete", expected: "'complete'" } },
    ),
    progress: object(
      "an object with the member 'command'",
      { command },
      { find, current: member, remaining: member, total: member, towards: argument, interval },
    ),
    timeout: interval,
    forced: object(
      "an object with the member 'command'",
      { command },
      {
        arguments: {
          type: "object",
          expected: "an object of arguments",
          patternProperties: { "^[A-Za-z][A-Za-z0-9_-]*$": fallbackArgument },
          additionalProperties: false,
        },
        done: list(ref("ending"), "a list of events", 1),
        timeout: interval,
      },
    ),
  },
);
