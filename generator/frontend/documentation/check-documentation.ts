import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visible } from "../../diagnostics/visible.js";
import type { LoadedModule, LoadedSchema } from "../load.js";
import type { SourceFile } from "../source.js";
import type { Definition, Model } from "../../model/index.js";
import type { DocComment, Expression } from "../syntax.js";
import type { Pragmas } from "../pragmas.js";
import { blocksOf } from "./blocks.js";
import { contentRules, missingDescriptions } from "./content.js";
import type { DocFinding } from "./finding.js";
import { layoutRules } from "./layout.js";
import { structureRules, symbolLineRules } from "./structure.js";

/** Holds every documentation comment of a schema against the rules of today's QEMU (10.2). */
export function checkDocumentation(schema: LoadedSchema, model: Model, pragmas: Pragmas): Diagnostic[] {
  return [
    ...schema.modules.flatMap(checkFreeForm),
    ...schema.definitions.flatMap((expression, index) => {
      const definition = model.definitions[index];
      return definition ? checkDefinition(expression, definition, pragmas) : [];
    }),
  ];
}

function checkFreeForm({ source, freeForm }: LoadedModule): Diagnostic[] {
  return freeForm.flatMap((comment) => [
    ...[...layoutRules(comment.lines)].map((finding) => atLine(source, finding)),
    ...(comment.lines[0]?.text.startsWith("@") ? [withoutDefinition(source, comment)] : []),
  ]);
}

function checkDefinition(expression: Expression, definition: Definition, pragmas: Pragmas): Diagnostic[] {
  const { source, comment } = expression;
  const about = `${definition.kind} ${visible(definition.name)}`;
  return (comment ? commentFindings(source, comment, definition, pragmas) : absence(definition, pragmas)).map(
    (finding) => ({ ...finding, definition: about }),
  );
}

function commentFindings(
  source: SourceFile,
  comment: DocComment,
  definition: Definition,
  pragmas: Pragmas,
): Diagnostic[] {
  const [symbolLine, ...lines] = comment.lines;
  const blocks = blocksOf(lines);
  const { documentation } = definition;
  if (!symbolLine || !documentation) return [];
  const form = [...symbolLineRules(symbolLine), ...layoutRules(comment.lines), ...structureRules(blocks)];
  if (form.length > 0) return form.map((finding) => atLine(source, finding));
  if (documentation.symbol !== definition.name) return [otherSymbol(definition, documentation.symbol)];
  return [
    ...missingDescriptions(definition, blocks, pragmas).map((what) => undescribed(definition, what)),
    ...[...contentRules(definition, blocks)].map((finding) => atLine(source, finding)),
  ];
}

function absence(definition: Definition, pragmas: Pragmas): Diagnostic[] {
  if (!pragmas.docRequired) return [];
  const message = "documentation is required";
  return [
    atDefinition(definition, "doc-missing", message, `put '## / # @${definition.name}: / ##' before it`),
  ];
}

function otherSymbol(definition: Definition, symbol: string): Diagnostic {
  const message = `the documentation before this is for ${visible(symbol)}`;
  return atDefinition(
    definition,
    "doc-symbol",
    message,
    "documentation stands immediately before what it documents",
  );
}

function undescribed(definition: Definition, what: string): Diagnostic {
  return atDefinition(
    definition,
    "doc-undescribed",
    `${what} lacks a description`,
    "describe it as '# @NAME: TEXT'",
  );
}

function withoutDefinition(source: SourceFile, comment: DocComment): Diagnostic {
  return {
    code: "doc-astray",
    severity: "error",
    message: "this documentation is not followed by the definition that it is for",
    position: source.position(comment.offset),
    help: "put it immediately before the definition",
  };
}

function atDefinition(
  { position }: Definition,
  code: DiagnosticCode,
  message: string,
  help: string,
): Diagnostic {
  return { code, severity: "error", message, position, help };
}

function atLine(source: SourceFile, { line, column = 0, ...finding }: DocFinding): Diagnostic {
  return { ...finding, severity: "error", position: source.position(line.offset + column) };
}
