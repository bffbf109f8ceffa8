import type { AnySchemaObject, ErrorObject } from "ajv";
import {
  createScanner,
  findNodeAtOffset,
  getNodePath,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import type { DiagnosticCode } from "../diagnostics/codes.js";
import {
  positionAt,
  unreadableFile,
  type Diagnostic,
  type DiagnosticSource,
} from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { suggest } from "../diagnostics/suggest.js";
import { readInput } from "../files/files.js";
import type { Position } from "../model/model.js";

/** A JSON Schema. The keyword `expected` describes the accepted values for messages. */
export type FormSchema = AnySchemaObject;

/** The format of a configuration, annotations or model file. */
export interface JsonForm {
  /** Undefined for a file of this package, whose form a test validates. */
  readonly schema: FormSchema | undefined;
  /** The codes of diagnostics about the JSON syntax and about the schema. */
  readonly codes: { readonly syntax: DiagnosticCode; readonly shape: DiagnosticCode };
  /** How messages refer to the file: `the configuration`. */
  readonly called: string;
  /** The most levels of nesting, which prevents a stack overflow. Default: 200. */
  readonly maxDepth?: number;
}

/** The keys and indices that lead from the root of a file to a value. */
export type JsonPath = readonly (string | number)[];

/** A file that was read, or the diagnostics about it. */
export interface JsonFile {
  readonly source: DiagnosticSource;
  /** Undefined if there are diagnostics about the syntax, and not of the form if there are others. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** The path of the value that each diagnostic is about. Empty if the diagnostics are about the syntax. */
  readonly paths: readonly JsonPath[];
  /** Returns the position of the scalar at a path, or of the key of the object or list at a path. */
  position(path: JsonPath): Position;
  /** Returns the position of the key of the value at a path, or of an item of a list. */
  keyPosition(path: JsonPath): Position;
}

/**
 * Reads a JSON file with comments and validates it against the schema of its form. Every diagnostic has the position of
 * the value that it is about.
 */
export async function readJsonFile(file: string, form: JsonForm): Promise<JsonFile> {
  const text = readInput(file);
  const source = { file, text: typeof text === "string" ? text.replace(/^\ufeff/, "") : "" };
  const invalid = (diagnostics: readonly Diagnostic[]): JsonFile => ({
    source,
    value: undefined,
    diagnostics,
    paths: [],
    position: () => positionAt(source, 0),
    keyPosition: () => positionAt(source, 0),
  });
  if (typeof text !== "string") return invalid([unreadableFile(file, form.called, text.reason)]);
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
  return {
    source,
    value: getNodeValue(root) as unknown,
    diagnostics: mismatches.map((mismatch) => diagnostic(source, form.codes.shape, mismatch)),
    paths: mismatches.map(({ offset }) => getNodePath(findNodeAtOffset(root, offset) ?? root)),
    position: (path) => positionAt(source, startOf(nodeAt(root, path) ?? root)),
    keyPosition: (path) => positionAt(source, keyOf(nodeAt(root, path) ?? root)),
  };
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
  return { code, severity: "error", ...mismatch, position: positionAt(source, offset) };
}

type ValidatedForm = JsonForm & { readonly schema: FormSchema };

/** Validates a file against the schema of its form. Returns the mismatches in the order of the text. */
async function validateShape(form: ValidatedForm, root: Node): Promise<readonly Mismatch[]> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    keywords: ["expected"],
    // The schema validates one file, so optimizing its code and validating the schema itself cost more than they save.
    code: { optimize: false },
    validateSchema: false,
  });
  const validate = ajv.compile(form.schema);
  const errors = validate(getNodeValue(root)) ? [] : (validate.errors ?? []);
  const mismatches = [...errors.map((error) => mismatchOf(form, root, error)), ...duplicateKeys(root)];
  // An empty string violates its length and its pattern.
  const unique = new Map(mismatches.map((each) => [`${each.offset} ${each.message}`, each]));
  return [...unique.values()].sort((a, b) => a.offset - b.offset);
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
      const [pattern] = Object.keys((error.parentSchema?.["patternProperties"] ?? {}) as object);
      if (pattern !== undefined)
        return { message: `invalid name ${quote(key)} in ${place}`, offset, help: `names match ${pattern}` };
      const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
      const absent = known.filter((each) => !present.includes(each));
      return { message: `unknown member ${quote(key)} in ${place}`, offset, ...suggest(key, absent) };
    }
    case "uniqueItems": {
      const { i, j } = error.params as { readonly i: number; readonly j: number };
      const item = node.children?.[Math.max(i, j)] ?? node;
      return { message: `${quote(String(item.value))} is in ${place} twice`, offset: item.offset };
    }
    default: {
      const expected = String(error.parentSchema?.["expected"]);
      const isEmpty = error.keyword === "minItems" && !expected.includes("at least");
      const more = isEmpty ? ", with at least one item" : "";
      return { message: `${place} must be ${expected}${more}`, offset: node.offset };
    }
  }
}

/** JSON permits duplicate keys and uses the last value, which hides a mistake. */
function duplicateKeys(node: Node): readonly Mismatch[] {
  const seen = new Set<unknown>();
  return (node.children ?? []).flatMap((child) => {
    const key: unknown = child.children?.[0]?.value;
    const isDuplicate = node.type === "object" && seen.has(key);
    seen.add(key);
    const duplicate = { message: `duplicate member ${quote(String(key))}`, offset: child.offset };
    return [...(isDuplicate ? [duplicate] : []), ...duplicateKeys(child)];
  });
}

/** Splits a JSON Pointer. A step of digits is an index: no member has such a name. */
function pathOf(pointer: string): JsonPath {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** Returns the node at a path; undefined if there is none. */
function nodeAt(root: Node, path: JsonPath): Node | undefined {
  let at: Node | undefined = root;
  for (const step of path) {
    if (at === undefined) return undefined;
    at = at.type === "object" ? membersOf(at).get(String(step)) : at.children?.[Number(step)];
  }
  return at;
}

const members = new WeakMap<Node, ReadonlyMap<string, Node>>();

/** Returns the values of an object by key. Of equal keys, the first counts. */
function membersOf(object: Node): ReadonlyMap<string, Node> {
  const known = members.get(object);
  if (known !== undefined) return known;
  const found = new Map<string, Node>();
  for (const { children: [key, value] = [] } of object.children ?? []) {
    const name = String(key?.value);
    if (value !== undefined && !found.has(name)) found.set(name, value);
  }
  members.set(object, found);
  return found;
}

/** Returns the offset of a scalar, or of the key of an object or list that has one. */
function startOf(node: Node): number {
  const isContainer = node.type === "object" || node.type === "array";
  return isContainer ? keyOf(node) : node.offset;
}

/** Returns the offset of the key of a value, or of the value if it has none. */
function keyOf(node: Node): number {
  return node.parent?.type === "property" ? node.parent.offset : node.offset;
}

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
