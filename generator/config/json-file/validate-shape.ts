import type { ErrorObject } from "ajv";
import { getNodeValue, type Node } from "jsonc-parser";
import { nodeAt, type FormSchema, type JsonForm, type JsonPath } from "./json-file.js";

/** A value that does not match the schema, with its offset in the text. */
export interface ShapeMismatch {
  readonly message: string;
  readonly offset: number;
}

type ValidatedForm = JsonForm & { readonly schema: FormSchema };

/** Validates a file against the schema of its form. Returns the mismatches in the order of the text. */
export async function validateShape(form: ValidatedForm, root: Node): Promise<readonly ShapeMismatch[]> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({
    ...{ allErrors: true, verbose: true, strictTypes: false, keywords: ["expected"] },
    // The schema validates one file, so optimizing its code and validating the schema itself cost more than they save.
    ...{ code: { optimize: false }, validateSchema: false },
  });
  const validate = ajv.compile(form.schema);
  const errors = validate(getNodeValue(root)) ? [] : (validate.errors ?? []);
  return [...errors.map((error) => mismatchOf(form, root, error)), ...duplicateKeys(root)].sort(
    (a, b) => a.offset - b.offset,
  );
}

function mismatchOf({ called }: JsonForm, root: Node, error: ErrorObject): ShapeMismatch {
  const path = pathOf(error.instancePath);
  const node = nodeAt(root, path) ?? root;
  const place = path.length === 0 ? called : `'${path.join(".")}'`;
  switch (error.keyword) {
    case "required": {
      const key = String(error.params["missingProperty"]);
      return { message: `missing member '${key}' in ${place}`, offset: node.offset };
    }
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const member = node.children?.find((property) => property.children?.[0]?.value === key);
      return { message: `unknown member '${key}' in ${place}`, offset: (member ?? node).offset };
    }
    default: {
      const expected: unknown = error.parentSchema?.["expected"];
      return { message: `${place} must be ${String(expected)}`, offset: node.offset };
    }
  }
}

/** JSON permits duplicate keys and uses the last value, which hides a mistake. */
function duplicateKeys(node: Node): readonly ShapeMismatch[] {
  const children = node.children ?? [];
  const seen = new Set<unknown>();
  const duplicates = children.filter(({ children: [key] = [] }) => {
    const isDuplicate = node.type === "object" && seen.has(key?.value);
    seen.add(key?.value);
    return isDuplicate;
  });
  return [
    ...duplicates.map(({ offset, children: [key] = [] }) => ({
      message: `duplicate member '${String(key?.value)}'`,
      offset,
    })),
    ...children.flatMap(duplicateKeys),
  ];
}

/** Splits a JSON Pointer. A step of digits is an index: no member has such a name. */
function pathOf(pointer: string): JsonPath {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
