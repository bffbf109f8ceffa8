import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";
import { banner } from "./banner.js";
import { commentLine } from "./comment-text.js";
import type { Comment } from "./tsdoc/comment.js";
import { renderComment } from "./tsdoc/render-comment.js";
import type {
  AliasDeclaration,
  ConstantDeclaration,
  Declaration,
  FunctionDeclaration,
  Piece,
  InterfaceDeclaration,
  Parameter,
  Property,
} from "./file.js";
import { propertyKey } from "./literal.js";

// `import` would take 430 ms instead of 280 ms: Node scans imported CommonJS modules for the names of their exports.
const { Project, StructureKind, VariableDeclarationKind } = createRequire(import.meta.url)(
  "ts-morph",
) as typeof TsMorph;

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

/** Returns a piece as TypeScript that is not formatted yet. */
export function printPiece(piece: Piece): string {
  const file = project.createSourceFile(piece.path, { statements: statements(piece) });
  const text = file.getFullText();
  file.forget();
  return text;
}

function statements(piece: Piece): (string | TsMorph.StatementStructures)[] {
  return [
    ...(piece.origin === undefined ? [] : [banner(piece.origin)]),
    ...piece.imports.map((each): TsMorph.StatementStructures => ({
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: each.kind === "types",
      namedImports: [...each.names],
      moduleSpecifier: each.from,
    })),
    ...piece.reexports.map((each): TsMorph.StatementStructures => ({
      kind: StructureKind.ExportDeclaration,
      moduleSpecifier: each,
    })),
    ...piece.declarations.map(statement),
  ];
}

function statement(declaration: Declaration): TsMorph.StatementStructures {
  switch (declaration.kind) {
    case "interface":
      return interfaceStructure(declaration);
    case "alias":
      return aliasStructure(declaration);
    case "function":
      return functionStructure(declaration);
    case "constant":
      return constantStructure(declaration);
  }
}

function interfaceStructure(declaration: InterfaceDeclaration): TsMorph.StatementStructures {
  return {
    kind: StructureKind.Interface,
    ...exported(declaration),
    extends: [...declaration.extends],
    properties: declaration.properties.map((property: Property) => ({
      name: propertyKey(property.name),
      type: property.type,
      hasQuestionToken: property.optional,
      docs: docs(property.comment),
    })),
    indexSignatures: declaration.open ? [{ keyName: "name", keyType: "string", returnType: "unknown" }] : [],
  };
}

function aliasStructure(declaration: AliasDeclaration): TsMorph.StatementStructures {
  return { kind: StructureKind.TypeAlias, ...exported(declaration), type: declaration.type };
}

function functionStructure(declaration: FunctionDeclaration): TsMorph.StatementStructures {
  return {
    kind: StructureKind.Function,
    ...exported(declaration),
    overloads: (declaration.overloads ?? []).map((overload) => ({
      isExported: true,
      docs: docs(overload.comment),
      parameters: overload.parameters.map(parameterStructure),
      returnType: declaration.returns,
    })),
    parameters: declaration.parameters.map(parameterStructure),
    returnType: declaration.returns,
    statements: [`return ${declaration.expression};`],
  };
}

function parameterStructure({ name, type, optional, rest = false }: Parameter): {
  name: string;
  type: string;
  hasQuestionToken: boolean;
  isRestParameter: boolean;
} {
  return { name, type, hasQuestionToken: optional, isRestParameter: rest };
}

function constantStructure(declaration: ConstantDeclaration): TsMorph.StatementStructures {
  const { name, type, value } = declaration;
  return {
    kind: StructureKind.VariableStatement,
    leadingTrivia: "\n",
    isExported: true,
    docs: docs(declaration.comment),
    declarationKind: VariableDeclarationKind.Const,
    declarations: [{ name, type, initializer: value }],
  };
}

function exported(declaration: Declaration): {
  name: string;
  isExported: true;
  leadingTrivia: string;
  docs: string[];
} {
  return { name: declaration.name, isExported: true, leadingTrivia: "\n", docs: docs(declaration.comment) };
}

function docs(comment: Comment): string[] {
  const lines = renderComment(comment).map(commentLine);
  if (lines.length === 0) return [];
  // A line break at the head asks for the form with a line to each line.
  return [lines.length === 1 ? (lines[0] ?? "") : `\n${lines.join("\n")}`];
}
