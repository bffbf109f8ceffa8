import type { FormSchema } from "./json-file/json-file.js";
import { namePattern, referencePattern, specifierPattern } from "./target.js";

const text = (expected: string, more: object = {}): object => ({
  type: "string",
  minLength: 1,
  expected,
  ...more,
});

/** The form of a configuration; `expected` says in words what a place takes. */
export const configSchema: FormSchema = {
  type: "object",
  expected: "an object with the member 'targets'",
  required: ["targets"],
  additionalProperties: false,
  properties: {
    $schema: text("a text"),
    targets: {
      type: "array",
      minItems: 1,
      expected: "a list of at least one target",
      items: {
        type: "object",
        expected: "an object with the members 'schema' and 'out'",
        required: ["schema", "out"],
        additionalProperties: false,
        properties: {
          schema: text("the path of a schema file"),
          out: text("the path of a folder"),
          name: text("a name in PascalCase", { pattern: namePattern }),
          runtime: text("a module specifier", { pattern: specifierPattern }),
          annotations: text("the path of a file"),
          reference: text("an http or https URL", { pattern: referencePattern }),
          validators: { type: "boolean", expected: "true or false" },
          define: {
            type: "array",
            expected: "a list of condition names",
            items: text("a condition's name"),
          },
        },
      },
    },
  },
};
