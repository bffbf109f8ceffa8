import { readFileSync } from "node:fs";
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type ParseError,
} from "jsonc-parser";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import { beginning, positionAt, type JsonFile, type JsonForm, type JsonPath } from "./json-file.js";
import { misfits } from "./shape.js";

/** Reads a file of ours: JSON, in which comments may stand. What is wrong with it is told with its place. */
export async function readJsonFile(file: string, form: JsonForm): Promise<JsonFile> {
  const source = { file, text: readFileSync(file, "utf8").replace(/^\ufeff/, "") };
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { allowTrailingComma: true });
  const wrong = (diagnostics: readonly Diagnostic[]): JsonFile => ({
    ...{ source, value: undefined, diagnostics },
    position: () => positionAt(source, 0),
  });
  if (root === undefined || errors.length > 0) return wrong(syntaxErrors(source, form.codes.syntax, errors));
  const found = await misfits(form, root);
  if (found.length > 0) {
    return wrong(found.map(({ message, offset }) => finding(source, form.codes.shape, message, offset)));
  }
  const position = (path: JsonPath): ReturnType<typeof positionAt> => {
    const node = findNodeAtLocation(root, [...path]) ?? root;
    return positionAt(source, beginning(node));
  };
  return { source, value: getNodeValue(root) as unknown, diagnostics: [], position };
}

function syntaxErrors(
  source: DiagnosticSource,
  code: DiagnosticCode,
  errors: readonly ParseError[],
): readonly Diagnostic[] {
  if (errors.length === 0) return [finding(source, code, "the file is empty", 0)];
  return errors.map(({ error, offset }) => {
    const what = printParseErrorCode(error)
      .replace(/([a-z])(?=[A-Z])/g, "$1 ")
      .toLowerCase();
    return finding(source, code, `this is not JSON: ${what}`, offset);
  });
}

function finding(
  source: DiagnosticSource,
  code: DiagnosticCode,
  message: string,
  offset: number,
): Diagnostic {
  return { code, severity: "error", message, position: positionAt(source, offset) };
}
