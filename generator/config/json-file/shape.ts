import type { ErrorObject } from "ajv";
import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import type { JsonForm, JsonPath } from "./json-file.js";

/** Something that is not as it should be, and where. */
export interface Misfit {
  readonly message: string;
  readonly offset: number;
}

/** Where a file has not the form that it should have, in the order of the text. */
export async function misfits(form: JsonForm, root: Node): Promise<readonly Misfit[]> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({
    ...{ allErrors: true, verbose: true, strictTypes: false, keywords: ["expected"] },
    // It is compiled for one file: to tidy the code, and to hold our own schema against its schema, costs more than it gives.
    ...{ code: { optimize: false }, validateSchema: false },
  });
  const validate = ajv.compile(form.schema);
  const wrong = validate(getNodeValue(root)) ? [] : (validate.errors ?? []);
  return [...wrong.map((error) => misfitOf(form, root, error)), ...duplicates(root)].sort(
    (a, b) => a.offset - b.offset,
  );
}

function misfitOf({ called }: JsonForm, root: Node, error: ErrorObject): Misfit {
  const path = pathOf(error.instancePath);
  const node = findNodeAtLocation(root, [...path]) ?? root;
  const place = path.length === 0 ? called : `'${path.join(".")}'`;
  switch (error.keyword) {
    case "required":
      return {
        message: `${place} lacks the member '${String(error.params["missingProperty"])}'`,
        offset: node.offset,
      };
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const member = node.children?.find((property) => property.children?.[0]?.value === key);
      return { message: `${place} has no member '${key}'`, offset: (member ?? node).offset };
    }
    default: {
      const expected: unknown = error.parentSchema?.["expected"];
      return { message: `${place} must be ${String(expected)}`, offset: node.offset };
    }
  }
}

/** JSON lets a key stand twice, and the last one count; whoever wrote it did not mean that. */
function duplicates(node: Node): readonly Misfit[] {
  const children = node.children ?? [];
  const keys = children.map((child) => child.children?.[0]?.value as unknown);
  const twice = node.type === "object" ? children.filter((_, at) => keys.indexOf(keys[at]) !== at) : [];
  return [
    ...twice.map(({ offset, children: [key] = [] }) => ({
      message: `the member '${String(key?.value)}' is there twice`,
      offset,
    })),
    ...children.flatMap(duplicates),
  ];
}

/** A JSON Pointer's steps; what looks like an index is one, for members have no such names. */
function pathOf(pointer: string): JsonPath {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
