import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import type { Definition, Model } from "../../model/index.js";
import type { LoadedModule, LoadedSchema } from "../load.js";
import type { Pragmas } from "../pragmas.js";
import type { SourceFile } from "../source.js";
import type { CommentLine, DocComment, Expression } from "../syntax.js";
import { blocksOf, type DocViolation } from "./blocks.js";
import { contentRules, layoutRules, type Undescribed, undescribedParts } from "./content.js";
import { structureRules, symbolLineRules } from "./structure.js";

/** Checks every documentation comment of a schema against the rules of QEMU 11.1. */
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
  return freeForm.flatMap(({ lines }) => {
    const [first] = lines;
    const violations = [...layoutRules(lines)];
    if (first?.text.startsWith("@")) violations.push(...unattachedRules(first));
    else violations.push(...freeFormRules(lines));
    return violations.map((violation) => toDiagnostic(source, violation));
  });
}

/** Reports descriptions of members and features outside the documentation of a definition. */
function* freeFormRules(lines: readonly CommentLine[]): Iterable<DocViolation> {
  for (const line of lines) {
    const name = /^@([^:]{0,1000}):/.exec(line.text)?.[1];
    if (name === undefined) continue;
    yield {
      code: "doc-free-form",
      message: `${quote(name)} is described in a comment that belongs to no definition`,
      line,
      help: "begin the comment with '# @NAME:' directly before the definition, or reword the line",
    };
  }
}

/** Reports documentation of a definition that no definition follows. */
function* unattachedRules(symbolLine: CommentLine): Iterable<DocViolation> {
  const invalid = [...symbolLineRules(symbolLine)];
  yield* invalid;
  if (invalid.length > 0) return;
  yield {
    code: "doc-unattached",
    message: `the documentation of ${quote(symbolOf(symbolLine))} is not followed by a definition`,
    line: symbolLine,
    help: "move it directly before the definition",
  };
}

function checkDefinition(expression: Expression, definition: Definition, pragmas: Pragmas): Diagnostic[] {
  const { source, comment } = expression;
  const diagnostics = comment
    ? checkComment(source, comment, definition, pragmas)
    : missingDocumentation(definition, pragmas);
  const label = `${definition.kind} ${quote(definition.name)}`;
  return diagnostics.map((diagnostic) => ({ ...diagnostic, definition: label }));
}

function checkComment(
  source: SourceFile,
  comment: DocComment,
  definition: Definition,
  pragmas: Pragmas,
): Diagnostic[] {
  const [symbolLine, ...lines] = comment.lines;
  const { documentation } = definition;
  if (!symbolLine || !documentation) return [];
  const blocks = blocksOf(lines);
  const form = [...symbolLineRules(symbolLine), ...layoutRules(comment.lines), ...structureRules(blocks)];
  if (form.length > 0) return form.map((violation) => toDiagnostic(source, violation));
  if (documentation.symbol !== definition.name) {
    return [toDiagnostic(source, differentSymbol(definition, symbolLine))];
  }
  return [
    ...undescribedParts(definition, blocks, pragmas).map(missingDescription),
    ...Array.from(contentRules(definition, blocks), (violation) => toDiagnostic(source, violation)),
  ];
}

function missingDocumentation({ kind, name, position }: Definition, pragmas: Pragmas): Diagnostic[] {
  if (!pragmas.docRequired) return [];
  return [
    {
      code: "doc-missing",
      severity: "error",
      message: `${kind} ${quote(name)} has no documentation`,
      position,
      help: `add a comment before it: '##', '# @${name}:', '##'`,
    },
  ];
}

function differentSymbol({ kind, name }: Definition, symbolLine: CommentLine): DocViolation {
  return {
    code: "doc-symbol",
    message: `the documentation of ${quote(symbolOf(symbolLine))} precedes ${kind} ${quote(name)}`,
    line: symbolLine,
    help: "place documentation directly before its definition",
  };
}

function missingDescription({ kind, name, position }: Undescribed): Diagnostic {
  return {
    code: "doc-undescribed",
    severity: "error",
    message: `${kind} ${quote(name)} has no description`,
    position,
    help: `add '# @${name}: TEXT' ${kind === "feature" ? "below 'Features:'" : "to the documentation"}`,
  };
}

/** The name in a line `@NAME:`. */
function symbolOf({ text }: CommentLine): string {
  return text.slice(1, -1);
}

function toDiagnostic(source: SourceFile, { line, column = 0, ...violation }: DocViolation): Diagnostic {
  return { ...violation, severity: "error", position: source.position(line.offset + column) };
}
