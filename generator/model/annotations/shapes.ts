import type { FormSchema } from "../../config/json-file/json-file.js";

/** The parts that the form of an annotations file is made of; `expected` says in words what a place takes. */
export function text(expected: string): FormSchema {
  return { type: "string", minLength: 1, expected };
}

export function list(items: FormSchema, expected: string, atLeast = 0): FormSchema {
  return { type: "array", items, minItems: atLeast, expected };
}

export function object(
  expected: string,
  required: Readonly<Record<string, FormSchema>>,
  optional: Readonly<Record<string, FormSchema>>,
): FormSchema {
  return {
    type: "object",
    expected,
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}
