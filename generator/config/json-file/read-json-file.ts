import { createScanner, getNodeValue, parseTree, printParseErrorCode, type ParseError } from "jsonc-parser";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import { readText } from "../../files/read-text.js";
import type { Position } from "../../model/position.js";
import {
  keyOf,
  nodeAt,
  positionAt,
  startOf,
  type JsonFile,
  type JsonForm,
  type JsonPath,
} from "./json-file.js";
import { validateShape } from "./validate-shape.js";

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
    return invalid([diagnostic(source, form.codes.syntax, message, tooDeep)]);
  }
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { allowTrailingComma: true });
  if (root === undefined || errors.length > 0) {
    return invalid(syntaxErrors(source, form.codes.syntax, errors));
  }
  const { schema } = form;
  const mismatches = schema === undefined ? [] : await validateShape({ ...form, schema }, root);
  if (mismatches.length > 0) {
    return invalid(
      mismatches.map(({ message, offset }) => diagnostic(source, form.codes.shape, message, offset)),
    );
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

function syntaxErrors(
  source: DiagnosticSource,
  code: DiagnosticCode,
  errors: readonly ParseError[],
): readonly Diagnostic[] {
  if (source.text.trim() === "") return [diagnostic(source, code, "the file is empty", 0)];
  return errors.map(({ error, offset }) => {
    const reason = printParseErrorCode(error)
      .replace(/([a-z])(?=[A-Z])/g, "$1 ")
      .toLowerCase();
    return diagnostic(source, code, `invalid JSON: ${reason}`, offset);
  });
}

function diagnostic(
  source: DiagnosticSource,
  code: DiagnosticCode,
  message: string,
  offset: number,
): Diagnostic {
  return { code, severity: "error", message, position: positionAt(source, offset) };
}
