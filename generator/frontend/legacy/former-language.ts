import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { isBuiltinName } from "../../model/index.js";
import type { LoadedSchema } from "../load.js";
import {
  definitionKindOf,
  entryOf,
  type Expression,
  type ObjectNode,
  type SyntaxNode,
  valueOf,
} from "../syntax.js";
import { isCCondition } from "./conditions.js";
import { mapConditions, mapTypes, nameOfType } from "./places.js";

/**
 * What only former languages have, by the last QEMU version that accepted it, with the words of a message about it. No
 * version is 2.10 to 2.12, so versions compare as numbers.
 */
const formerForms = {
  type: { until: 2.3, text: 'the key "type" defines a struct' },
  flag: { until: 2.3, text: "a flag is a string" },
  anonymousUnion: { until: 2.3, text: "a union has an empty discriminator" },
  looseType: { until: 2.4, text: 'a type is "**"' },
  exemptReturn: { until: 2.8, text: "a command is exempt from the rule for return types without a pragma" },
  whitelist: { until: 5.2, text: "a pragma has its former name" },
  condition: { until: 6.1, text: "a condition is an expression in C" },
  simpleUnion: { until: 6.1, text: "a union has no discriminator" },
} as const;

type FormerForm = keyof typeof formerForms;

/** What former languages do not have, by the first QEMU version that accepted it. */
const newerForms = {
  struct: 2.4,
  inlineBase: 2.6,
  boxed: 2.7,
  pragma: 2.9,
  features: 4.1,
  exceptions: 6.0,
  /** Not certain: before, the text was an expression in C. */
  macro: 6.2,
  condition: 6.2,
  unstable: 6.2,
  documentationExceptions: 7.1,
} as const;

type NewerForm = keyof typeof newerForms;

/** The first QEMU version with the current language. */
const currentSince = 6.2;

/**
 * The commands of QEMU and its guest agent that may return any type. QEMU 2.4 to 2.8 listed them in the source of its
 * generator; later versions list them in a pragma.
 */
const exemptCommands: ReadonlySet<string> = new Set([
  "human-monitor-command",
  "qom-get",
  "query-migrate-cache-size",
  "query-tpm-models",
  "query-tpm-types",
  "ringbuf-read",
  "guest-file-open",
  "guest-fsfreeze-freeze",
  "guest-fsfreeze-freeze-list",
  "guest-fsfreeze-status",
  "guest-fsfreeze-thaw",
  "guest-get-time",
  "guest-set-vcpus",
  "guest-sync",
  "guest-sync-delimited",
]);

/** A form of a former or of a newer language in a schema, at the offset of the text that has it. */
interface FoundForm {
  readonly form: { readonly former: FormerForm } | { readonly newer: NewerForm };
  readonly expression: Expression;
  readonly offset: number;
}

/** Finds the forms that determine the language of a schema, in schema order and on demand. */
function* findForms(schema: LoadedSchema): Iterable<FoundForm> {
  const context: SearchContext = {
    hasPragma: schema.pragmas.length > 0,
    enums: new Set(schema.definitions.flatMap(({ node }) => stringAt(node, "enum")?.value ?? [])),
  };
  for (const expression of [...schema.pragmas, ...schema.definitions]) {
    for (const { offset, ...form } of formsOf(expression.node, context)) yield { form, expression, offset };
  }
}

interface SearchContext {
  readonly hasPragma: boolean;
  readonly enums: ReadonlySet<string>;
}

type Found = FoundForm["form"] & { readonly offset: number };

function* formsOf(node: ObjectNode, context: SearchContext): Iterable<Found> {
  for (const { key, value } of node.entries) {
    const { offset } = key;
    if (key.value === "pragma") yield* pragmaForms(value, offset);
    const isInText = key.sourceText === undefined;
    if (isInText && (key.value === "struct" || key.value === "alternate")) yield { newer: "struct", offset };
    if (key.value === "boxed") yield { newer: "boxed", offset };
    if (key.value === "base" && value.kind === "object") yield { newer: "inlineBase", offset };
    if (key.value === "data" && nameOfType(value) === anyType)
      yield { former: "looseType", offset: value.offset };
    if (isFormerFlag(key.value, value)) yield { former: "flag", offset: value.offset };
  }
  if (isTypeDefinition(node)) {
    yield { former: "type", offset: entryOf(node, "type")?.key.offset ?? node.offset };
  }
  if (definitionKindOf(node) === "union") yield* unionForms(node);
  if (definitionKindOf(node) === "command") yield* returnForms(node, context);
  yield* partForms(node);
}

function* pragmaForms(pragma: SyntaxNode, offset: number): Iterable<Found> {
  yield { newer: "pragma", offset };
  if (pragma.kind !== "object") return;
  for (const { key } of pragma.entries) {
    if (formerPragmas.has(key.value)) yield { former: "whitelist", offset: key.offset };
    else if (key.value === "documentation-exceptions")
      yield { newer: "documentationExceptions", offset: key.offset };
    else if (key.value.endsWith("-exceptions")) yield { newer: "exceptions", offset: key.offset };
  }
}

/** The names of pragmas before QEMU 6.0, and the names that replace them. */
export const formerPragmas: ReadonlyMap<string, string> = new Map([
  ["returns-whitelist", "command-returns-exceptions"],
  ["name-case-whitelist", "member-name-exceptions"],
]);

/** Before QEMU 2.4, flags were strings. */
export function isFormerFlag(key: string, value: SyntaxNode): boolean {
  if (key !== "gen" && key !== "success-response") return false;
  return value.kind === "string" && (value.value === "no" || value.value === "yes");
}

/** Before QEMU 2.4, a struct was `{ 'type': NAME, 'data': MEMBERS }`, from 1.7 on with an optional base. */
export function isTypeDefinition(node: ObjectNode): boolean {
  const keys = node.entries.map(({ key }) => key.value);
  if (!keys.includes("type") || !keys.every((key) => ["type", "data", "base"].includes(key))) return false;
  return valueOf(node, "type")?.kind === "string" && valueOf(node, "data")?.kind === "object";
}

function* unionForms(node: ObjectNode): Iterable<Found> {
  const discriminator = valueOf(node, "discriminator");
  const name = stringAt(node, "union");
  if (name === undefined || valueOf(node, "data")?.kind !== "object") return;
  if (discriminator?.kind === "object" && discriminator.entries.length === 0) {
    yield { former: "anonymousUnion", offset: discriminator.offset };
  } else if (discriminator === undefined && valueOf(node, "base") === undefined) {
    yield { former: "simpleUnion", offset: name.offset };
  }
}

function* returnForms(node: ObjectNode, { hasPragma, enums }: SearchContext): Iterable<Found> {
  const returned = nameOfType(valueOf(node, "returns"));
  const name = stringAt(node, "command");
  if (hasPragma || returned === undefined || name === undefined) return;
  if (!exemptCommands.has(name.value) || !(isBuiltinName(returned) || enums.has(returned))) return;
  yield { former: "exemptReturn", offset: name.offset };
}

/** The forms of conditions, types, members, values and features. */
function partForms(node: ObjectNode): readonly Found[] {
  const found: Found[] = [];
  mapConditions(node, (condition) => {
    found.push(...conditionForms(condition));
    return condition;
  });
  mapTypes(node, (type) => {
    if (nameOfType(type) === anyType) found.push({ former: "looseType", offset: type.offset });
    return type;
  });
  for (const { features } of featuresIn(node)) found.push(...featureForms(features));
  return found;
}

/** The name of a type that permits every value, before QEMU 2.5. */
export const anyType = "**";

function conditionForms(condition: SyntaxNode): readonly Found[] {
  const { kind, offset } = condition;
  if (kind === "object") return [{ newer: "condition", offset }];
  if (isCCondition(condition)) return [{ former: "condition", offset }];
  return kind === "string" ? [{ newer: "macro", offset }] : [];
}

/** Returns the lists of features of a definition and of its parts. */
function featuresIn(node: ObjectNode): readonly { readonly features: SyntaxNode }[] {
  const data = valueOf(node, "data");
  const parts = data?.kind === "object" ? data.entries.map(({ value }) => value) : elementsOf(data);
  return [node, ...parts].flatMap((part) => {
    const features = part.kind === "object" ? valueOf(part, "features") : undefined;
    return features?.kind === "array" ? [{ features }] : [];
  });
}

function featureForms(features: SyntaxNode): readonly Found[] {
  const isUnstable = elementsOf(features).some((each) => each.kind === "string" && each.value === "unstable");
  return [{ newer: isUnstable ? "unstable" : "features", offset: features.offset }];
}

function elementsOf(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return node?.kind === "array" ? node.elements : [];
}

function stringAt(
  node: ObjectNode,
  key: string,
): Extract<SyntaxNode, { readonly kind: "string" }> | undefined {
  const value = valueOf(node, key);
  return value?.kind === "string" ? value : undefined;
}

/** The former language in which a schema is written. */
export interface FormerLanguage {
  /** The last QEMU version that accepted all of the schema. */
  readonly until: number;
  /** The first QEMU version that accepted all of the schema, as far as its forms show. Default: 0. */
  readonly since: number;
  /** The form that determines `until`. */
  readonly evidence: FoundForm;
  readonly form: FormerForm;
}

/**
 * Determines in which former language a schema is written. Undefined for the current one, which is that of a schema that
 * contains anything that only the current language has: there, a former form is a mistake.
 */
export function languageOf(schema: LoadedSchema): FormerLanguage | undefined {
  let oldest: Pick<FormerLanguage, "evidence" | "form" | "until"> | undefined;
  let since = 0;
  let hasMacro = false;
  for (const evidence of findForms(schema)) {
    if ("former" in evidence.form) {
      const form = evidence.form.former;
      const { until } = formerForms[form];
      if (oldest === undefined || until < oldest.until) oldest = { evidence, form, until };
    } else if (evidence.form.newer === "macro") hasMacro = true;
    else since = Math.max(since, newerForms[evidence.form.newer]);
    if (since >= currentSince) return undefined;
  }
  // A union without a discriminator is more likely a mistake if the conditions are in the current notation.
  if (oldest === undefined || (oldest.form === "simpleUnion" && hasMacro)) return undefined;
  return { ...oldest, since };
}

/** Reports whether a schema may use what QEMU accepted up to a version: nothing in the schema is newer. */
export function permits({ until, since }: FormerLanguage, version: number): boolean {
  return since <= until && until <= version;
}

/** Says in which language a schema is written. */
export function noteOf({ evidence, form, until }: FormerLanguage): Diagnostic {
  const { expression, offset } = evidence;
  return {
    code: "former-language",
    severity: "note",
    message: `the schema is written in the language of QEMU ${until.toFixed(1)} and older: ${formerForms[form].text}`,
    position: expression.source.position(offset),
    help: "it is read as that version read it, without the rules for documentation",
  };
}
