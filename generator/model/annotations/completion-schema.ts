import { described, list, object, text, type FormSchema } from "../../config/json-file.js";

/** The JSON Schema of the runtime's `Completion` without `command`: the command's name is the key of the entry. */
const member = text('the path of a member: "status", "result.status"');
const command = text("a command's name");
const event = text("an event's name");
const argument = text("the name of an argument");
const argumentNames = {
  type: ["string", "array"],
  minLength: 1,
  minItems: 1,
  items: argument,
  expected: "the name of an argument, or a list of names of which the first given argument is used",
};
const interval = { type: "number", exclusiveMinimum: 0, expected: "a number of milliseconds greater than 0" };
const constant = { type: ["string", "number", "boolean"], expected: "a string, a number, true or false" };

const ref = (name: string): FormSchema => ({ $ref: `#/$defs/${name}` });
const conditions = list(ref("condition"), "a list of conditions", 1);
const events = list(ref("ending"), "a list of events", 1);
const find = described(
  list(ref("condition"), "a list of conditions on an item of the result", 1),
  "Selects the first item of a list for which all conditions hold.",
);
const errorMember = described(member, "The member that holds the error message.");
const query = described(command, "The command that is called.");

const condition = object(
  'a condition: an object with "member" and a comparison',
  {
    member: described(member, "The compared member. A dotted path leads into objects, as in result.status."),
  },
  {
    argument: described(
      argumentNames,
      "The member equals this argument of the command, or the first given one of these arguments.",
    ),
    value: described(constant, "The member equals this value."),
    among: described(list(constant, "a list of values", 1), "The member equals one of these values."),
    present: {
      type: "boolean",
      expected: "true or false",
      description: "Whether the member is present.",
    },
    within: {
      type: "number",
      minimum: 0,
      expected: "a number, 0 or more",
      description: "The largest difference between numbers that are considered equal. Default: 0.",
    },
  },
);

const ending = object(
  'an object with the member "event"',
  { event: described(event, "The event's name.") },
  {
    where: described(conditions, "The conditions that hold if the event belongs to this call."),
    error: errorMember,
  },
);

const passedArgument = {
  ...object(
    '{ "argument": NAME } or { "value": CONSTANT }',
    {},
    {
      argument: described(
        argumentNames,
        "The argument of the annotated command whose value is passed, or the first given one of these.",
      ),
      value: described(constant, "The value that is passed."),
    },
  ),
  minProperties: 1,
  maxProperties: 1,
};

const passedArguments = {
  type: "object",
  expected: "an object of arguments",
  description: "The arguments that are passed.",
  patternProperties: { "^[A-Za-z][A-Za-z0-9_-]*$": passedArgument },
  additionalProperties: false,
};

const call = object(
  'an object with the member "command"',
  { command: query },
  { arguments: ref("arguments") },
);

export const completionDefinitions: Readonly<Record<string, FormSchema>> = {
  condition,
  ending,
  arguments: passedArguments,
};

const state = object(
  'an object with the member "command"',
  { command: query },
  {
    arguments: ref("arguments"),
    find,
    done: described(conditions, "The conditions that hold if the command succeeded."),
    failed: described(conditions, "The conditions that hold if the command failed. Checked before 'done'."),
    error: errorMember,
    interval: described(
      interval,
      "The time between two queries in milliseconds. Default: one query, and one per event of 'wake'.",
    ),
    wake: described(list(event, "a list of event names", 1), "The events that cause a query."),
  },
);

const job = object(
  'an object with the members "id" and "dismiss"',
  {
    id: described(
      list(argument, "a list of argument names", 1),
      "The arguments that can hold the job's id. The first given one is used.",
    ),
    dismiss: {
      enum: ["server", "client"],
      expected: '"server" or "client"',
      description:
        "Which side removes the concluded job: the server, unless the argument auto-dismiss is false, or the client.",
    },
  },
  {
    ready: {
      const: "complete",
      expected: '"complete"',
      description: "Set if the job stays ready until it is completed with job-complete.",
    },
  },
);

const progress = object(
  'an object with the member "command"',
  { command: query },
  {
    arguments: ref("arguments"),
    find,
    current: described(member, "The member that holds the completed amount."),
    remaining: described(member, "The member that holds the remaining amount."),
    total: described(member, "The member that holds the total amount."),
    towards: described(argument, "The argument that 'current' approaches from its first value."),
    interval: described(interval, "The time between two queries in milliseconds. Default: 500."),
  },
);

const forced = object(
  'an object with the member "command"',
  { command: query },
  {
    arguments: ref("arguments"),
    done: described(
      events,
      "The events that report success of the fallback command. Default: those of the completion.",
    ),
    timeout: described(interval, "The timeout of the fallback command in milliseconds. Default: 10,000."),
  },
);

export const completionSchema: FormSchema = object(
  "an object that describes how the command completes",
  {},
  {
    done: described(events, "The events that report success."),
    failed: described(events, "The events that report failure. Checked before 'done'."),
    state: described(state, "The query that reports the outcome if no event does."),
    job: described(job, "The job that the command starts. The command ends when the job is concluded."),
    progress: described(progress, "The query that reports progress."),
    timeout: described(interval, "The default timeout in milliseconds. Default: none."),
    forced: described(
      forced,
      "The fallback command that is called after the timeout if the caller sets `force`.",
    ),
    cancel: described(
      call,
      "The command that cancels the operation if the caller sets `cancel`. Default for a job: job-cancel.",
    ),
  },
);
