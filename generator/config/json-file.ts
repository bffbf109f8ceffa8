import type { AnySchemaObject } from "ajv";
import type { Node } from "jsonc-parser";
import type { DiagnosticCode } from "../diagnostics/codes.js";
import { positionFrom, type Diagnostic, type DiagnosticSource } from "../diagnostics/diagnostic.js";
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
  /** Undefined if there are diagnostics. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Returns the position of the scalar at a path, or of the key of the object or list at a path. */
  position(path: JsonPath): Position;
  /** Returns the position of the key of the value at a path, or of an item of a list. */
  keyPosition(path: JsonPath): Position;
}

/** Returns the position of an offset in a file. */
export function positionAt(source: DiagnosticSource, offset: number): Position {
  const starts = lineStarts.get(source) ?? startsOf(source.text);
  lineStarts.set(source, starts);
  return positionFrom(source.file, starts, offset);
}

/** The offsets at which the lines of a file begin, so that many positions do not each search the text. */
const lineStarts = new WeakMap<DiagnosticSource, readonly number[]>();

function startsOf(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
}

/** Returns the node at a path; undefined if there is none. */
export function nodeAt(root: Node, path: JsonPath): Node | undefined {
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
export function startOf(node: Node): number {
  const isContainer = node.type === "object" || node.type === "array";
  return isContainer ? keyOf(node) : node.offset;
}

/** Returns the offset of the key of a value, or of the value if it has none. */
export function keyOf(node: Node): number {
  return node.parent?.type === "property" ? node.parent.offset : node.offset;
}
