import { UserError } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { JsonReader } from "../introspection/json-reader.js";
import {
  readSchemaInfo,
  type CommandInfo,
  type EventInfo,
  type ObjectInfo,
  type SchemaInfo,
  type TypeInfo,
} from "../introspection/schema-info.js";
import { isBuiltinName } from "../model/index.js";

/** The server that an answer comes from. */
export interface Origin {
  /** The name in messages: a file, an address or a binary. */
  readonly name: string;
  /** For example `10.0.2`; undefined if unknown. */
  readonly version: string | undefined;
  /** For example `x86_64` or `storage-daemon`; undefined if unknown. */
  readonly target: string | undefined;
}

/** The answer of one server to `query-qmp-schema`. */
export interface Answer {
  readonly origin: Origin;
  readonly infos: readonly SchemaInfo[];
}

/** The unchecked answers of one server. */
export interface RawAnswer {
  /** The name in messages. */
  readonly name: string;
  /** The file name of the program, or another text that distinguishes servers of one version. */
  readonly binary?: unknown;
  /** The answer to `query-version`. */
  readonly version?: unknown;
  /** The answer to `query-qmp-schema`: the array, the reply with its `return`, or an object with the array as `schema`. */
  readonly schema: unknown;
}

/**
 * Reads a file that contains an answer to `query-qmp-schema`: the array, the reply, or an object that also
 * contains the binary and its version.
 * @throws UserError that names the first invalid place.
 */
export function parseAnswer(name: string, text: string): Answer {
  const schema = parseJson(name, text);
  const members = new Map(typeof schema === "object" && schema !== null ? Object.entries(schema) : []);
  return readAnswer({ name, binary: members.get("binary"), version: members.get("version"), schema });
}

/**
 * Checks the answers of a server.
 * @throws UserError that names the first invalid place.
 */
export function readAnswer({ name, binary, version, schema }: RawAnswer): Answer {
  const target = typeof binary === "string" ? binary.replace(/^qemu-(system-)?/, "") : undefined;
  return { origin: { name, version: readVersion(version), target }, infos: readInfos(schema, name) };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The message of V8 quotes the text.
    throw new UserError(`${quote(name)} is not JSON: ${reason.replaceAll(/\s+/g, " ")}`, { cause: error });
  }
}

function readInfos(schema: unknown, name: string): readonly SchemaInfo[] {
  try {
    return readSchemaInfo(unwrap(schema));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(`${quote(name)} is not an answer to query-qmp-schema: ${error.message}`, {
      cause: error,
    });
  }
}

function unwrap(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("error" in value) throw new TypeError("it is an error reply");
  if ("return" in value) return value.return;
  return "schema" in value ? value.schema : value;
}

/** A missing or invalid version does not prevent an import. */
function readVersion(version: unknown): string | undefined {
  try {
    const qemu = new JsonReader(version, "version").member("qemu");
    return ["major", "minor", "micro"].map((part) => qemu.member(part).integer()).join(".");
  } catch {
    return undefined;
  }
}

/** Replaces the target by the name for servers that share version and target. */
export function distinguishOrigins(answers: readonly Answer[]): Answer[] {
  const counts = new Map<string, number>();
  for (const { origin } of answers) counts.set(keyOf(origin), (counts.get(keyOf(origin)) ?? 0) + 1);
  return answers.map((answer) => {
    const isUnique = counts.get(keyOf(answer.origin)) === 1;
    return isUnique ? answer : { ...answer, origin: { ...answer.origin, target: answer.origin.name } };
  });
}

function keyOf({ version, target }: Origin): string {
  return JSON.stringify([version, target]);
}

export type EntryInfo = CommandInfo | EventInfo;

/** An answer whose type references are checked. */
export class AnswerGraph {
  readonly origin: Origin;
  readonly entries: readonly EntryInfo[];
  /** The name of the empty object type that stands for "no arguments", "no return" and "no data". */
  readonly empty: string | undefined;
  readonly #types = new Map<string, TypeInfo>();

  /** @throws UserError that names the first inconsistent entry. */
  constructor({ origin, infos }: Answer) {
    this.origin = origin;
    this.entries = infos.filter(isEntry);
    for (const info of infos) if (!isEntry(info)) this.#types.set(info.name, info);
    this.#checkDuplicates(infos);
    for (const info of infos) this.#checkReferences(info);
    this.empty = findEmptyType(infos);
  }

  /** The names of all types in the order of the answer. */
  get typeNames(): Iterable<string> {
    return this.#types.keys();
  }

  type(name: string): TypeInfo {
    const found = this.#types.get(name);
    if (!found) throw new UserError(`${this.origin.name}: unknown type ${quote(name)}`);
    return found;
  }

  object(name: string): ObjectInfo {
    const found = this.type(name);
    if (found["meta-type"] === "object") return found;
    throw new UserError(`${this.origin.name}: type ${quote(name)} is not an object type`);
  }

  #checkDuplicates(infos: readonly SchemaInfo[]): void {
    const seen = new Set<string>();
    for (const info of infos) {
      if (seen.has(info.name)) this.#fail(info, "duplicate entry");
      seen.add(info.name);
    }
  }

  #checkReferences(info: SchemaInfo): void {
    switch (info["meta-type"]) {
      case "builtin":
        if (!isBuiltinName(info.name)) this.#fail(info, "unknown built-in type");
        return;
      case "enum":
        return;
      case "array":
        if (this.#find(info, "element-type", info["element-type"])["meta-type"] === "array") {
          this.#fail(info, "QAPI does not support arrays of arrays");
        }
        return;
      case "object":
        for (const { name, type } of info.members) this.#find(info, `member ${quote(name)}`, type);
        for (const each of info.variants) this.#findObject(info, `case ${quote(each.case)}`, each.type);
        return;
      case "alternate":
        for (const [index, type] of info.members.entries()) this.#find(info, `members[${index}]`, type);
        return;
      case "command":
        this.#find(info, "ret-type", info["ret-type"]);
        this.#findObject(info, "arg-type", info["arg-type"]);
        return;
      case "event":
        this.#findObject(info, "arg-type", info["arg-type"]);
    }
  }

  #findObject(user: SchemaInfo, where: string, name: string): void {
    const kind = this.#find(user, where, name)["meta-type"];
    if (kind === "object") return;
    this.#fail(user, `${where}: expected an object type, but ${quote(name)} has meta-type ${kind}`);
  }

  #find(user: SchemaInfo, where: string, name: string): TypeInfo {
    return this.#types.get(name) ?? this.#fail(user, `${where}: unknown type ${quote(name)}`);
  }

  #fail(info: SchemaInfo, message: string): never {
    throw new UserError(`${this.origin.name}: ${info["meta-type"]} ${quote(info.name)}: ${message}`);
  }
}

function isEntry(info: SchemaInfo): info is EntryInfo {
  return info["meta-type"] === "command" || info["meta-type"] === "event";
}

/**
 * Finds the object type that stands for "no members". A struct without members looks the same, but only a struct can
 * be the type of a member or an array element, so types with such uses are excluded. Returns the type with the most
 * uses among the rest.
 */
function findEmptyType(infos: readonly SchemaInfo[]): string | undefined {
  const uses = new Map(infos.filter(isEmptyObject).map(({ name }) => [name, 0]));
  for (const name of infos.flatMap(valueTypes)) uses.delete(name);
  for (const name of infos.flatMap(optionalObjects)) {
    const count = uses.get(name);
    if (count !== undefined) uses.set(name, count + 1);
  }
  const [most] = [...uses].sort(([, a], [, b]) => b - a);
  return most?.[0];
}

function isEmptyObject(info: SchemaInfo): boolean {
  if (info["meta-type"] !== "object" || info.features.length > 0) return false;
  return info.members.length === 0 && info.variants.length === 0 && info.tag === undefined;
}

/** The types whose values an entry contains. */
function valueTypes(info: SchemaInfo): readonly string[] {
  switch (info["meta-type"]) {
    case "array":
      return [info["element-type"]];
    case "object":
      return info.members.map(({ type }) => type);
    case "alternate":
      return info.members;
    case "builtin":
    case "enum":
    case "command":
    case "event":
      return [];
  }
}

/** The references of an entry for which the empty type means "none". */
function optionalObjects(info: SchemaInfo): readonly string[] {
  switch (info["meta-type"]) {
    case "command":
      return [info["arg-type"], info["ret-type"]];
    case "event":
      return [info["arg-type"]];
    case "object":
      return info.variants.map(({ type }) => type);
    case "builtin":
    case "enum":
    case "array":
    case "alternate":
      return [];
  }
}
