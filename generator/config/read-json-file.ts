import type { ErrorObject } from "ajv";
import {
  createScanner,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import type { DiagnosticCode } from "../diagnostics/codes.js";
import type { Diagnostic, DiagnosticSource } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { suggest } from "../diagnostics/suggest.js";
import { readText } from "../files/text-file.js";
import type { Position } from "../model/model.js";
import {
  type FormSchema,
  type JsonFile,
  type JsonForm,
  type JsonPath,
  keyOf,
  nodeAt,
  positionAt,
  startOf,
} from "./json-file.js";

/**
 * Reads a JSON file with comments and validates it against the schema of its form. Every diagnostic has the position of
 * the value that it is about.
 */
export async function readJsonFile(file: string, form: JsonForm): Promise<JsonFile> {
  const source = { file, text: readText(file).replace(/^\ufeff/, "") };
  const invalid = (diagnostics: readonly Diagnostic[]): JsonFile => ({
    ...{ source, value: undefined, diagnostics },
    position: () => positionAt(source, 0),
    keyPosition: () => positionAt(source, 0),
  });
  const { maxDepth = defaultDepth } = form;
  const tooDeep = offsetBelow(source.text, maxDepth);
  if (tooDeep !== undefined) {
    const message = `invalid JSON: more than ${maxDepth} levels of nesting`;
    return invalid([diagnostic(source, form.codes.syntax, { message, offset: tooDeep })]);
  }
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { allowTrailingComma: true });
  if (root === undefined || errors.length > 0) {
    return invalid([syntaxError(source, form.codes.syntax, errors)]);
  }
  const { schema } = form;
  const mismatches = schema === undefined ? [] : await validateShape({ ...form, schema }, root);
  if (mismatches.length > 0) {
    return invalid(mismatches.map((mismatch) => diagnostic(source, form.codes.shape, mismatch)));
  }
  const position = (path: JsonPath): Position => positionAt(source, startOf(nodeAt(root, path) ?? root));
  const keyPosition = (path: JsonPath): Position => positionAt(source, keyOf(nodeAt(root, path) ?? root));
  return { source, value: getNodeValue(root) as unknown, diagnostics: [], position, keyPosition };
}

/** No configuration or annotations file has more than 10 levels. */
const defaultDepth = 200;

/** Returns the offset of the first value that is nested too deeply. */
function offsetBelow(text: string, maxDepth: number): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let offset = 0; offset < text.length; offset = scanner.getPosition()) {
    scanner.scan();
    // No other token begins with a bracket.
    const token = text[scanner.getTokenOffset()];
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Returns the first syntax error. The others are often its consequences: a missing comma gives three. */
function syntaxError(
  source: DiagnosticSource,
  code: DiagnosticCode,
  [first]: readonly ParseError[],
): Diagnostic {
  if (source.text.trim() === "" || first === undefined) {
    return diagnostic(source, code, { message: "the file is empty", offset: 0 });
  }
  const reason = printParseErrorCode(first.error)
    .replace(/([a-z])(?=[A-Z])/g, "$1 ")
    .toLowerCase();
  return diagnostic(source, code, { message: `invalid JSON: ${reason}`, offset: first.offset });
}

/** A place of the text that is wrong. */
interface Mismatch {
  readonly message: string;
  readonly offset: number;
  readonly help?: string;
}

function diagnostic(
  source: DiagnosticSource,
  code: DiagnosticCode,
  { offset, ...mismatch }: Mismatch,
): Diagnostic {
  return { ...{ code, severity: "error" }, ...mismatch, position: positionAt(source, offset) };
}

type ValidatedForm = JsonForm & { readonly schema: FormSchema };

/** Validates a file against the schema of its form. Returns the mismatches in the order of the text. */
async function validateShape(form: ValidatedForm, root: Node): Promise<readonly Mismatch[]> {
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

function mismatchOf({ called }: JsonForm, root: Node, error: ErrorObject): Mismatch {
  const path = pathOf(error.instancePath);
  const node = nodeAt(root, path) ?? root;
  const place = path.length === 0 ? called : quote(path.join("."));
  switch (error.keyword) {
    case "required": {
      const key = String(error.params["missingProperty"]);
      return { message: `missing member ${quote(key)} in ${place}`, offset: node.offset };
    }
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const present = (node.children ?? []).map(({ children: [name] = [] }) => String(name?.value));
      const { offset } = node.children?.[present.indexOf(key)] ?? node;
      const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
      const absent = known.filter((each) => !present.includes(each));
      return { message: `unknown member ${quote(key)} in ${place}`, offset, ...suggest(key, absent) };
    }
    default: {
      const expected: unknown = error.parentSchema?.["expected"];
      return { message: `${place} must be ${String(expected)}`, offset: node.offset };
    }
  }
}

/** JSON permits duplicate keys and uses the last value, which hides a mistake. */
function duplicateKeys(node: Node): readonly Mismatch[] {
  const children = node.children ?? [];
  const seen = new Set<unknown>();
  const duplicates = children.filter(({ children: [key] = [] }) => {
    const isDuplicate = node.type === "object" && seen.has(key?.value);
    seen.add(key?.value);
    return isDuplicate;
  });
  return [
    ...duplicates.map(({ offset, children: [key] = [] }) => ({
      message: `duplicate member ${quote(String(key?.value))}`,
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
