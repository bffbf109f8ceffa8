import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";
import {
  banner,
  commentLine,
  type Declaration,
  type FunctionDeclaration,
  type InterfaceDeclaration,
  type Parameter,
} from "./file.js";
import type { Piece } from "./printer.js";
import type { Comment } from "./tsdoc/comment.js";
import { renderComment } from "./tsdoc/render-comment.js";
import { propertyKey, stringLiteral } from "./literal.js";

// `import` would take 430 ms instead of 280 ms: Node scans imported CommonJS modules for the names of their exports.
const { CodeBlockWriter } = createRequire(import.meta.url)("ts-morph") as typeof TsMorph;

type Writer = TsMorph.CodeBlockWriter;

/**
 * Returns a piece as TypeScript that is not formatted yet. Writers of ts-morph produce the text. A `SourceFile` would
 * also parse it, which takes longer than writing it.
 */
export function printPiece(piece: Piece): string {
  const writer = new CodeBlockWriter();
  if (piece.origin !== undefined) writer.writeLine(banner(piece.origin));
  writeDocs(writer, piece.comment ?? []);
  for (const { kind, names, from } of piece.imports) {
    const type = kind === "types" ? "type " : "";
    writer.writeLine(`import ${type}{ ${names.join(", ")} } from ${stringLiteral(from)};`);
  }
  for (const specifier of piece.reexports) writer.writeLine(`export * from ${stringLiteral(specifier)};`);
  if (piece.runtimeExports !== undefined) {
    const { from, names } = piece.runtimeExports;
    const exported = names.map((name) => (/^[A-Z]/.test(name) ? `type ${name}` : name));
    writer.writeLine(`export { ${exported.join(", ")} } from ${stringLiteral(from)};`);
  }
  for (const declaration of piece.declarations) {
    writer.blankLine();
    writeDeclaration(writer, declaration);
  }
  return writer.toString();
}

function writeDeclaration(writer: Writer, declaration: Declaration): void {
  switch (declaration.kind) {
    case "interface":
      writeInterface(writer, declaration);
      break;
    case "alias":
      writeDocs(writer, declaration.comment);
      writer.writeLine(`export type ${declaration.name} = ${declaration.type};`);
      break;
    case "function":
      writeFunction(writer, declaration);
      break;
    case "constant":
      writeDocs(writer, declaration.comment);
      writer.writeLine(`export const ${declaration.name}: ${declaration.type} = ${declaration.value};`);
      break;
    case "augmentation":
      writer
        .write(`declare module ${stringLiteral(declaration.module)} `)
        .block(() => writeInterface(writer, declaration.members));
      break;
  }
}

function writeInterface(
  writer: Writer,
  { name, comment, properties, open, ...rest }: InterfaceDeclaration,
): void {
  writeDocs(writer, comment);
  const parents = rest.extends.length === 0 ? "" : ` extends ${rest.extends.join(", ")}`;
  writer.write(`export interface ${name}${parents} `).block(() => {
    if (open) writer.writeLine("[name: string]: unknown;");
    for (const property of properties) {
      writeDocs(writer, property.comment);
      writer.writeLine(`${propertyKey(property.name)}${property.optional ? "?" : ""}: ${property.type};`);
    }
  });
}

function writeFunction(writer: Writer, declaration: FunctionDeclaration): void {
  const { name, returns, expression, overloads = [] } = declaration;
  const head = (parameters: readonly Parameter[]): string =>
    `export function ${name}(${parameters.map(parameterText).join(", ")}): ${returns}`;
  for (const { comment, parameters } of overloads) {
    writeDocs(writer, comment);
    writer.writeLine(`${head(parameters)};`);
  }
  writeDocs(writer, declaration.comment);
  writer.write(`${head(declaration.parameters)} `).block(() => {
    writer.writeLine(`return ${expression};`);
  });
}

function parameterText({ name, type, optional, rest = false }: Parameter): string {
  return `${rest ? "..." : ""}${name}${optional ? "?" : ""}: ${type}`;
}

function writeDocs(writer: Writer, comment: Comment): void {
  const lines = renderComment(comment).map(commentLine);
  if (lines.length === 1) writer.writeLine(`/** ${lines[0] ?? ""} */`);
  else if (lines.length > 1)
    writer.writeLine(`/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`);
}
