import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { LoadedSchema } from "../load.js";
import type { SyntaxDiagnostic } from "../parser.js";
import { type Leniency, strict } from "../pragmas.js";
import type { CommentLine, DocComment, Expression, ObjectEntry, ObjectNode, SyntaxNode } from "../syntax.js";
import { convertCondition } from "./conditions.js";
import {
  type FormerLanguage,
  formerPragmas,
  isFormerFlag,
  isTypeDefinition,
  languageOf,
  noteOf,
  permits,
} from "./former-language.js";
import { definedName, GeneratedNames, nameInlineStructs, replaceLooseTypes } from "./types.js";
import { mapConditions, mapEntries, withValues } from "./places.js";
import { UnionConverter } from "./unions.js";

/** A schema in the current notation. */
export interface DesugaredSchema {
  readonly schema: LoadedSchema;
  /** What the schema may do that the current rules forbid. */
  readonly leniency: Leniency;
  /** Names the former language of the schema. Undefined if it is in the current one. */
  readonly note: Diagnostic | undefined;
}

/**
 * Converts a schema for QEMU 6.1 and older to the current notation. A schema in the current language is returned
 * unchanged, without the items whose syntax is not valid: they have been reported.
 */
export function desugarFormer(schema: LoadedSchema): DesugaredSchema {
  const language = languageOf(schema);
  if (language === undefined)
    return { schema: withoutFormerItems(schema), leniency: strict, note: undefined };
  const diagnostics = schema.diagnostics.filter((each) => !isAccepted(each, language));
  const converted = diagnostics.length > 0 ? withoutFormerItems(schema) : schema;
  return {
    schema: convertSchema({ ...converted, diagnostics }, language),
    leniency: { names: permits(language, 5.2), returns: permits(language, 2.8), conditions: true },
    note: noteOf(language),
  };
}

/** The older syntax goes with the notation before QEMU 2.4, and the comments with every generator that skipped them. */
function isAccepted({ acceptedUntil }: SyntaxDiagnostic, language: FormerLanguage): boolean {
  if (acceptedUntil === undefined) return false;
  return permits(language, acceptedUntil < 2.4 ? 2.3 : 2.8);
}

function withoutFormerItems(schema: LoadedSchema): LoadedSchema {
  if (!schema.diagnostics.some(({ acceptedUntil }) => acceptedUntil !== undefined)) return schema;
  return replaceExpressions(schema, (expression) => (expression.isFormer === true ? [] : [expression]));
}

function convertSchema(schema: LoadedSchema, language: FormerLanguage): LoadedSchema {
  const isBefore24 = permits(language, 2.3);
  const names = new GeneratedNames(schema.definitions);
  const defined = new Set(schema.definitions.flatMap(({ node }) => definedName(node) ?? []));
  const named = replaceExpressions(schema, (expression) => {
    const node = convertExpression(expression.node);
    const nodes = isBefore24 ? nameInlineStructs(node, names) : [node];
    const typed = nodes.map((each) => replaceLooseTypes(each, (name) => defined.has(name), isBefore24));
    return expressionsOf(expression, typed);
  });
  const definitions = new Map(named.definitions.map(({ node }) => [definedName(node) ?? "", node]));
  const unions = new UnionConverter(definitions, names);
  const era = { isBefore24, isBefore26: permits(language, 2.8) };
  return replaceExpressions(named, (expression) =>
    expressionsOf(expression, unions.convert(expression.node, era)),
  );
}

/** The last node is the definition that the comment describes; the others are generated for it. */
function expressionsOf(
  { source, comment, origin }: Expression,
  nodes: readonly ObjectNode[],
): readonly Expression[] {
  const last = nodes.at(-1);
  return nodes.map((node) => ({
    source,
    node,
    comment: node === last ? comment && convertComment(comment) : undefined,
    origin: origin ?? (node === last ? undefined : last),
  }));
}

/** Replaces each expression by others. Modules and the schema share the new ones, as they shared the old ones. */
function replaceExpressions(
  schema: LoadedSchema,
  convert: (expression: Expression) => readonly Expression[],
): LoadedSchema {
  const converted = new Map(schema.definitions.map((expression) => [expression, convert(expression)]));
  const definitionsOf = (definitions: readonly Expression[]): readonly Expression[] =>
    definitions.flatMap((expression) => converted.get(expression) ?? []);
  return {
    ...schema,
    modules: schema.modules.map((module) => ({ ...module, definitions: definitionsOf(module.definitions) })),
    definitions: definitionsOf(schema.definitions),
    pragmas: schema.pragmas.flatMap(convert),
  };
}

/** Before QEMU 2.9, the description of an optional member began with this word. */
const marker = /#optional\b[ :,]*/;

/** Before QEMU 2.9, the version could follow without a colon. */
const version = /^Since (?=\d)/;

/** Converts a documentation comment to the current notation. */
function convertComment(comment: DocComment): DocComment {
  if (!comment.lines.some(({ text }) => marker.test(text) || version.test(text))) return comment;
  const lines = comment.lines.map((line): CommentLine => ({
    ...line,
    text: line.text.replace(marker, "").replace(version, "Since: ").trimEnd(),
  }));
  return { ...comment, lines };
}

/** Converts the keys, flags and conditions of one expression to the current notation. */
function convertExpression(node: ObjectNode): ObjectNode {
  return mapConditions(convertKeys(node), convertCondition);
}

function convertKeys(node: ObjectNode): ObjectNode {
  const isType = isTypeDefinition(node);
  const entries = node.entries.flatMap((entry): readonly ObjectEntry[] => {
    const { key, value } = entry;
    if (isType && key.value === "type")
      return [{ key: { ...key, value: "struct", sourceText: "type" }, value }];
    return isFormerFlag(key.value, value) ? flag(entry) : [entry];
  });
  return withValues({ ...node, entries }, { pragma: convertPragma });
}

/** `'no'` is false. `'yes'` is the default, which the current language does not permit to repeat. */
function flag({ key, value }: ObjectEntry): readonly ObjectEntry[] {
  const isNo = value.kind === "string" && value.value === "no";
  return isNo ? [{ key, value: { kind: "boolean", offset: value.offset, value: false } }] : [];
}

function convertPragma(pragma: SyntaxNode): SyntaxNode {
  if (pragma.kind !== "object") return pragma;
  return mapEntries(pragma, (entry) => {
    const { key, value } = entry;
    const name = formerPragmas.get(key.value);
    return name === undefined ? entry : { key: { ...key, value: name, sourceText: key.value }, value };
  });
}
