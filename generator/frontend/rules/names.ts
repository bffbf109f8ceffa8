import { quote } from "../../diagnostics/escape.js";
import type { Definition, Feature, Member, Position } from "../../model/index.js";
import { ownMembers, partKind, partsOf } from "../../model/index.js";
import type { RuleContext, Violation } from "./rule.js";

/** Every name that a definition introduces. docs/devel/qapi-code-gen.rst, "Naming rules and reserved names". */
export function* nameRules(definition: Definition, { pragmas }: RuleContext): Iterable<Violation> {
  if (pragmas.leniency.names) {
    yield* lenientNames(definition);
    return;
  }
  const { name } = definition;
  const exceptions = pragmas.memberNameExceptions.has(name) ? relaxed : strict;
  yield* definitionName(definition, pragmas.commandNameExceptions.has(name));
  yield* featureNames(definition.features);
  if (definition.kind === "enum") {
    for (const value of definition.values) {
      yield* valueName(value, exceptions);
      yield* featureNames(value.features);
    }
  }
  if (definition.kind === "alternate") {
    for (const branch of definition.alternatives) yield* lowerName("branch", branch, strict);
  }
  for (const member of ownMembers(definition)) {
    yield* memberName(member, exceptions);
    yield* featureNames(member.features);
  }
}

/** Before QEMU 6.0, names could have capitals and `_` everywhere, and before 2.6 also `.`. */
const lenientName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

function* lenientNames(definition: Definition): Iterable<Violation> {
  yield* validity(definition.kind, definition, definition.name, lenientName);
  for (const part of partsOf(definition))
    yield* validity(partKind(definition, part), part, part.name, lenientName);
}

/**
 * Returns a name as it appears in C, where it must be unique: with `_` for every other character.
 * docs/devel/qapi-code-gen.rst, "Naming rules and reserved names".
 */
export function cName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, "_");
}

/** The exceptions to the naming rules that a pragma grants. */
interface Exceptions {
  readonly upper: boolean;
  readonly underscore: boolean;
}

const strict: Exceptions = { upper: false, underscore: false };
const relaxed: Exceptions = { upper: true, underscore: true };

/** The longest name of QEMU's schema has 46 characters. The limit bounds the time of the expressions below. */
export const maxLength = 1000;

const validName = /^(__[a-z0-9.-]+_)?(x-)?[a-z][a-z0-9_-]*$/i;
/** A name that satisfies every rule, as almost all names do. */
const plainName = /^(?!q-)[a-z][a-z0-9-]*$/;
const camelCase = /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/;

interface Named {
  readonly name: string;
  readonly position: Position;
}

function* definitionName(definition: Definition, underscore: boolean): Iterable<Violation> {
  const { kind, name, position } = definition;
  switch (kind) {
    case "command":
    case "accessor":
      yield* lowerName(kind, definition, { upper: false, underscore });
      return;
    case "event":
      yield* validity("event", definition);
      if (name.length <= maxLength && /[a-z-]/.test(stem(name))) {
        const message = `the event name ${quote(name)} must consist of capitals with '_' between words`;
        yield { code: "event-case", message, position };
      }
      return;
    case "enum":
    case "struct":
    case "union":
    case "alternate":
      yield* typeName(kind, definition);
  }
}

function* typeName(kind: string, named: Named): Iterable<Violation> {
  const invalid = [...validity(kind, named)];
  yield* invalid;
  if (invalid.length > 0) return;
  const { name, position } = named;
  if (!camelCase.test(stem(name))) {
    const help = "it begins with an uppercase letter and contains a lowercase one, and no '-' or '_'";
    yield {
      code: "type-case",
      message: `the ${kind} name ${quote(name)} must be in CamelCase`,
      position,
      help,
    };
  }
  if (name.endsWith("List")) {
    const message = `the ${kind} name ${quote(name)} is reserved: generated code uses names that end in "List"`;
    yield { code: "reserved-name", message, position };
  }
}

function* memberName(member: Member, exceptions: Exceptions): Iterable<Violation> {
  yield* lowerName("member", member, exceptions);
  const { name, position } = member;
  if (/^(u$|has[^A-Za-z0-9])/.test(name)) {
    yield { code: "reserved-name", message: `the member name ${quote(name)} is reserved`, position };
  }
}

function* featureNames(features: readonly Feature[]): Iterable<Violation> {
  for (const feature of features) yield* lowerName("feature", feature, strict);
}

/** An enum value may begin with a digit. The other rules are those of members. */
function valueName(value: Named, exceptions: Exceptions): Iterable<Violation> {
  return lowerName("value", value, exceptions, /^\d/.test(value.name) ? `d${value.name}` : value.name);
}

/** @param tested - the text to test instead of the name. */
function* lowerName(
  kind: string,
  named: Named,
  exceptions: Exceptions,
  tested: string = named.name,
): Iterable<Violation> {
  if (tested.length <= maxLength && plainName.test(tested)) return;
  const invalid = [...validity(kind, named, tested)];
  yield* invalid;
  if (invalid.length > 0) return;
  const { name, position } = named;
  if (!exceptions.upper && /[A-Z]/.test(stem(tested))) {
    const message = `the ${kind} name ${quote(name)} must not contain uppercase letters`;
    yield { code: "name-case", message, position, help: exceptionHelp(kind) };
  }
  if (!exceptions.underscore && stem(tested).includes("_")) {
    const message = `the ${kind} name ${quote(name)} must use '-' instead of '_'`;
    yield { code: "name-underscore", message, position, help: exceptionHelp(kind) };
  }
}

function* validity(
  kind: string,
  { name, position }: Named,
  tested: string = name,
  valid: RegExp = validName,
): Iterable<Violation> {
  if (name.length > maxLength) {
    yield {
      code: "bad-name",
      message: `the ${kind} name ${quote(name)} is longer than ${maxLength} characters`,
      position,
    };
  } else if (cName(tested).startsWith("q_")) {
    yield {
      code: "reserved-name",
      message: `the ${kind} name ${quote(name)} is reserved`,
      position,
      help: 'names that begin with "q_" are reserved for generated code',
    };
  } else if (!valid.test(tested)) {
    yield {
      code: "bad-name",
      message: `the ${kind} name ${quote(name)} is invalid`,
      position,
      help:
        valid === lenientName
          ? "a name begins with a letter, a digit or '_', and contains letters, digits, '-', '_' and '.'"
          : "a name begins with a letter and contains letters, digits, '-' and '_'; a downstream name begins with __RFQDN_",
    };
  }
}

/** The name without its downstream prefix and the prefix `x-`, which may follow it. */
function stem(name: string): string {
  return name.replace(/^(__[a-z0-9.-]+_)?(x-)?/i, "");
}

function exceptionHelp(kind: string): string {
  const pragma =
    kind === "command" || kind === "accessor" ? "command-name-exceptions" : "member-name-exceptions";
  return kind === "feature" || kind === "branch"
    ? "rename it"
    : `rename it, or list it in the pragma "${pragma}"`;
}
