import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPrinter,
  formatDiagnostic,
  generate,
  importAnswers,
  introspect,
  parseAnswer,
  readSchema,
  type Printer,
} from "qapi-ts-generator";
import { fail, type Part } from "./part.js";

const schema = `# -*- Mode: Python -*-
##
# = Jobs
##

{ 'pragma': { 'doc-required': true } }

##
# @Kind:
#
# The kind of a job.
#
# @copy: copies data.
# @check: only reads it.
#
# Features:
# @slow: It takes long.
#
# Since: 1.0
##
{ 'enum': 'Kind', 'data': [ 'copy', { 'name': 'check', 'if': 'CONFIG_CHECK', 'features': [ 'slow' ] } ] }

##
# @Base:
#
# What all jobs have.
#
# @kind: the kind
# @id: the name
# @priority: how urgent it is
##
{ 'struct': 'Base', 'data': { 'kind': 'Kind', 'id': 'str', '*priority': 'int8' } }

##
# @CopyJob:
#
# @target: where to
# @sizes: how much
##
{ 'struct': 'CopyJob', 'data': { 'target': 'str', 'sizes': [ 'uint64' ] } }

##
# @Job:
##
{ 'union': 'Job', 'base': 'Base', 'discriminator': 'kind', 'data': { 'copy': 'CopyJob' } }

##
# @Place:
#
# @name: by name
# @number: by number
##
{ 'alternate': 'Place', 'data': { 'name': 'str', 'number': 'Base' } }

##
# @job-start:
#
# Starts a job.
#
# @place: where
# @reason: why
#
# Returns: its name
#
# Features:
# @unstable: It may change.
#
# .. qmp-example::
#    -> { "execute": "job-start", "arguments": { "place": 1 } }
#    <- { "return": "j" }
##
{ 'command': 'job-start', 'data': { 'place': 'Place', '*reason': 'str' }, 'returns': 'Job', 'features': [ 'unstable' ] }

##
# @JOB_DONE:
#
# @job: the job
##
{ 'event': 'JOB_DONE', 'data': { 'job': 'Base' }, 'if': { 'any': [ 'A', { 'not': 'B' } ] } }
`;

const pieces = [
  ...Array.from("{}[],:'#@= \n\t*-_|\\\""),
  "'struct': ",
  "'union': ",
  "'data': ",
  "'base': ",
  "'if': ",
  "##\n",
  "# @",
  "true",
  "'Job'",
  "[ 'Job' ]",
  "'any'",
  "'*'",
  "\u0000",
  "\u001b[31m",
  "\u202e",
  "{ 'include': 'x.json' }",
  "Returns:",
  "::",
  "``",
  "\u00e9",
  "'__proto__'",
  "'constructor'",
];

let folder: string | undefined;
let printer: Printer | undefined;
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** A changed schema is generated or refused: without a crash, within the time limit, and without raw control characters. */
export const schemaPart: Part = {
  name: "schemas, check and generate",
  unit: "schemas",
  run: async (_index, random) => {
    folder ??= mkdtempSync(join(tmpdir(), "qapi-ts-campaign-"));
    const entry = join(folder, "schema.json");
    writeFileSync(entry, random.mutate(schema, pieces, 1 + random.below(6)));
    const { model, diagnostics, sources } = readSchema(entry, { documentationRules: random.below(2) === 0 });
    for (const diagnostic of diagnostics) {
      const text = formatDiagnostic(diagnostic, sources);
      if (controls.test(text)) fail(`a diagnostic has control characters: ${JSON.stringify(text)}`);
    }
    if (model === undefined) {
      if (diagnostics.length === 0) fail("a schema was refused without a diagnostic");
      return;
    }
    introspect(model);
    // Printing and formatting take most of the time.
    if (random.below(10) > 0) return;
    printer ??= createPrinter();
    const target = {
      schema: entry,
      out: join(folder, "out"),
      name: "Job",
      runtime: "qapi-ts/codegen",
      defines: undefined,
      reference: undefined,
      validators: random.below(2) === 0,
    };
    const { changes } = await generate(target, printer);
    if (changes === undefined) fail("a schema without errors was not generated");
  },
  end: async () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  },
};

let answer: string | undefined;

function answerText(): string {
  const made = mkdtempSync(join(tmpdir(), "qapi-ts-campaign-"));
  const entry = join(made, "schema.json");
  writeFileSync(entry, schema);
  const { model } = readSchema(entry);
  rmSync(made, { recursive: true });
  return JSON.stringify(introspect(model ?? fail("the schema is invalid")));
}

const answerPieces = [
  ...Array.from('{}[],:"0123456789'),
  '"str"',
  '"int"',
  '"meta-type"',
  '"object"',
  '"members"',
  '"__proto__"',
  "null",
  '"\\u001b"',
];

/** A changed answer to query-qmp-schema is imported or refused, by an error with a message. */
export const importPart: Part = {
  name: "SchemaInfo, import",
  unit: "answers",
  run: async (_index, random) => {
    answer ??= answerText();
    const text =
      random.below(2) === 0 ? random.mutate(answer, answerPieces) : swapped(answer, random.below(1e6));
    try {
      importAnswers([parseAnswer("answer", text)]);
    } catch (error) {
      if (!(error instanceof Error) || error.constructor.name !== "UserError") throw error;
      if (controls.test(error.message))
        fail(`a message has control characters: ${JSON.stringify(error.message)}`);
    }
  },
};

/** Exchanges two strings of an answer, which keeps it valid JSON. */
function swapped(text: string, number: number): string {
  const strings = [...text.matchAll(/"[^"]*"(?!:)/g)];
  const one = strings[number % strings.length];
  const other = strings[Math.floor(number / 7) % strings.length];
  if (one === undefined || other === undefined) return text;
  const { index } = one;
  return text.slice(0, index) + other[0] + text.slice(index + one[0].length);
}
