import { encodeMembers } from "../base64.js";
import { findIssue, type Validator } from "./validate.js";

/**
 * A schema as libraries for forms and APIs accept it: Standard Schema, version 1 (https://standardschema.dev). A valid
 * value is returned unchanged.
 */
export interface StandardSchema<Value> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "qapi-ts";
    readonly validate: (value: unknown) => StandardResult<Value>;
    /** Never present at run time. */
    readonly types?: { readonly input: Value; readonly output: Value };
  };
}

/** A valid value, or the first problem of an invalid one. */
type StandardResult<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] };

/**
 * Creates a Standard Schema from a validator. Generated code calls this. Arguments, results and data that are undefined
 * are validated as an empty object.
 * @param base64 - the paths of the members that hold bytes, which are validated as base64. Default: none.
 * @throws TypeError if there is no validator, because the schema has no such command or event.
 */
export function standardSchema<Value>(
  validator: Validator | undefined,
  base64: readonly string[] = [],
): StandardSchema<Value> {
  if (validator === undefined) throw new TypeError("The schema has no such command or event");
  return {
    "~standard": {
      version: 1,
      vendor: "qapi-ts",
      validate: (value) => {
        const issue = findIssue(validator, encodeMembers(base64, value === undefined ? {} : value));
        if (issue === undefined) return { value: value as Value };
        return { issues: [{ message: issue.reason, path: issue.steps }] };
      },
    },
  };
}
