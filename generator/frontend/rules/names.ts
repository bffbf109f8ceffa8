import { visible } from "../../diagnostics/visible.js";
import type { Definition, Feature, Members } from "../../model/index.js";
import { cName } from "./c-name.js";
import type { Finding, Schema } from "./rule.js";

/** Every name that a definition brings. docs/devel/qapi-code-gen.rst, "Naming rules and reserved names". */
export function* nameRules(definition: Definition, { pragmas }: Schema): Iterable<Finding> {
  const { name, kind } = definition;
  const lenient = pragmas.memberNameExceptions.has(name) ? relaxed : strict;
  yield* definitionName(definition, pragmas.commandNameExceptions.has(name));
  yield* featureNames(definition.features);
  switch (kind) {
    case "enum":
      for (const value of definition.values) {
        yield* valueName(value.name, lenient);
        yield* featureNames(value.features);
      }
      return;
    case "struct":
      yield* memberNames({ kind: "inline", members: definition.members }, lenient);
      return;
    case "union":
      yield* memberNames(definition.base, lenient);
      return;
    case "alternate":
      for (const branch of definition.alternatives) yield* lowerName("branch", branch.name, strict);
      return;
    case "command":
    case "event":
    case "accessor":
      yield* memberNames(definition.data, lenient);
      return;
  }
}

/** Which liberties a name may take. */
interface Liberty {
  readonly upper: boolean;
  readonly underscore: boolean;
}

const strict: Liberty = { upper: false, underscore: false };
const relaxed: Liberty = { upper: true, underscore: true };

const validName = /^(__[a-z0-9.-]+_)?(x-)?[a-z][a-z0-9_-]*$/i;
/** As nearly all names are: no rule has anything against these. */
const plainName = /^(?!q-)[a-z][a-z0-9-]*$/;
const camelCase = /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/;

function* definitionName({ name, kind }: Definition, underscore: boolean): Iterable<Finding> {
  switch (kind) {
    case "command":
    case "accessor":
      yield* lowerName(kind, name, { upper: false, underscore });
      return;
    case "event":
      yield* validity("event", name);
      if (/[a-z-]/.test(stem(name))) {
        yield {
          code: "event-case",
          message: `an event's name is in capitals with '_' between words, ${visible(name)} is not`,
        };
      }
      return;
    case "enum":
    case "struct":
    case "union":
    case "alternate":
      yield* typeName(kind, name);
  }
}

function* typeName(kind: string, name: string): Iterable<Finding> {
  const invalid = [...validity(kind, name)];
  yield* invalid;
  if (invalid.length > 0) return;
  if (!camelCase.test(stem(name))) {
    yield { code: "type-case", message: `a type's name is in CamelCase, ${visible(name)} is not` };
  }
  if (name.endsWith("List")) {
    yield {
      code: "reserved-name",
      message: `type names that end in 'List' are reserved, such as ${visible(name)}`,
    };
  }
}

function* memberNames(members: Members, liberty: Liberty): Iterable<Finding> {
  if (members.kind === "named") return;
  for (const { name, features } of members.members) {
    yield* lowerName("member", name, liberty);
    if (/^(u$|has[^A-Za-z0-9])/.test(name)) {
      yield { code: "reserved-name", message: `the member name ${visible(name)} is reserved` };
    }
    yield* featureNames(features);
  }
}

function* featureNames(features: readonly Feature[]): Iterable<Finding> {
  for (const { name } of features) yield* lowerName("feature", name, strict);
}

/** Values may begin with a digit; for the rest they are as members. */
function valueName(name: string, liberty: Liberty): Iterable<Finding> {
  return lowerName("value", name, liberty, /^\d/.test(name) ? `d${name}` : name);
}

function* lowerName(kind: string, name: string, liberty: Liberty, judged: string = name): Iterable<Finding> {
  if (plainName.test(judged)) return;
  const invalid = [...validity(kind, name, judged)];
  yield* invalid;
  if (invalid.length > 0) return;
  if (!liberty.upper && /[A-Z]/.test(stem(judged))) {
    yield {
      code: "name-case",
      message: `the ${kind} name ${visible(name)} must not use uppercase letters`,
      help: exceptionHelp(kind),
    };
  }
  if (!liberty.underscore && stem(judged).includes("_")) {
    yield {
      code: "name-underscore",
      message: `the ${kind} name ${visible(name)} must use '-' where it uses '_'`,
      help: exceptionHelp(kind),
    };
  }
}

function* validity(kind: string, name: string, judged: string = name): Iterable<Finding> {
  if (validName.test(judged) && !cName(judged).startsWith("q_")) return;
  const reserved = cName(judged).startsWith("q_");
  yield {
    code: reserved ? "reserved-name" : "bad-name",
    message: `the ${kind} name ${visible(name)} is ${reserved ? "reserved" : "not a name"}`,
    help: reserved
      ? "names that begin with 'q_' belong to the generator"
      : "a name begins with a letter and holds letters, digits, '-' and '_'; a downstream one begins with __RFQDN_",
  };
}

/** The name without its downstream prefix. */
function stem(name: string): string {
  return name.replace(/^__[A-Za-z0-9.-]+_/, "");
}

function exceptionHelp(kind: string): string {
  const pragma =
    kind === "command" || kind === "accessor" ? "command-name-exceptions" : "member-name-exceptions";
  return kind === "feature" || kind === "branch"
    ? "rename it"
    : `rename it, or list it in the pragma '${pragma}'`;
}
