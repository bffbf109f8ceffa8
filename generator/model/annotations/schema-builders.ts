import type { FormSchema } from "../../config/json-file.js";

/** Builds the schema of a non-empty string. */
export function text(expected: string): FormSchema {
  return { type: "string", minLength: 1, expected };
}

/** Builds the schema of a list. */
export function list(items: FormSchema, expected: string, minItems = 0): FormSchema {
  return { type: "array", items, minItems, expected };
}

/** Builds the schema of an object without further members. */
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

/** Adds the description that editors show for a key. */
export function described(schema: FormSchema, description: string): FormSchema {
  return { ...schema, description };
}
