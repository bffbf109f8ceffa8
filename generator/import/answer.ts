import { UserError } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { JsonReader, readSchemaInfo } from "../introspection/read-schema-info.js";
import type { SchemaInfo } from "../introspection/schema-info.js";
import type { Definition, DocumentationText } from "../model/index.js";

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
interface RawAnswer {
  /** The name in messages. */
  readonly name: string;
  /** The file name of the program, or another text that distinguishes servers of one version. */
  readonly binary: unknown;
  /** The answer to `query-version`. */
  readonly version: unknown;
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

/** @throws UserError that names the first invalid place. */
export function readAnswer({ name, binary, version, schema }: RawAnswer): Answer {
  const target = typeof binary === "string" ? binary.replace(/^qemu-(system-)?/, "") : undefined;
  return { origin: { name, version: readVersion(version), target }, infos: readInfos(schema, name) };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${quote(name)} is not JSON: ${reason}`, { cause: error });
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

/** The origins of one version. */
interface VersionGroup {
  /** The version; the server's name if the version is unknown. */
  readonly label: string;
  readonly all: string[];
  readonly present: string[];
}

/**
 * Lists the origins in which something exists: "7.2.22, 10.0.2 (i386, x86_64)". A version is listed without targets if
 * all of them have it, and with the missing ones if these are fewer. `presence` holds indexes into `origins`.
 */
export function availabilityText(origins: readonly Origin[], presence: ReadonlySet<number>): string {
  const groups = new Map<string, VersionGroup>();
  for (const [index, { name, version, target }] of origins.entries()) {
    const label = sanitizeLabel(version ?? name);
    const group = groups.get(label) ?? { label, all: [], present: [] };
    groups.set(label, group);
    const member = sanitizeLabel(target ?? name);
    group.all.push(member);
    if (presence.has(index)) group.present.push(member);
  }
  return [...groups.values()].flatMap(groupText).join(", ");
}

/** Returns the documentation sentence for something that only some origins have. */
export function availabilitySentence(origins: readonly Origin[], presence: ReadonlySet<number>): string {
  return `${sentenceStart} ${availabilityText(origins, presence)}.`;
}

const sentenceStart = "Available:";

/** Returns a definition without the sentences of `availabilitySentence`, which hold only for the servers that were asked. */
export function withoutAvailability<T extends Definition>(definition: T): T {
  const { documentation } = definition;
  if (documentation === undefined) return definition;
  const body = documentation.body.flatMap(withoutSentence);
  const members = documentation.members.flatMap(withoutSentence);
  return { ...definition, documentation: { ...documentation, body, members } };
}

/** The sentence is the last one of a text. Returns no text if it is the only one. */
function withoutSentence<T extends DocumentationText>(text: T): T[] {
  const all = text.lines.join("\n");
  const start = all.lastIndexOf(sentenceStart);
  if (start < 0 || !/^[\w\s+:/~.,()-]*$/.test(all.slice(start))) return [text];
  const rest = all.slice(0, start).trimEnd();
  return rest === "" ? [] : [{ ...text, lines: rest.split("\n") }];
}

function groupText({ label, all, present }: VersionGroup): string[] {
  if (present.length === 0) return [];
  if (present.length === all.length) return [label];
  const missing = all.filter((member) => !present.includes(member));
  const isMost = missing.length > 0 && missing.length * 2 < present.length;
  return [`${label} (${isMost ? `all but ${missing.join(", ")}` : present.join(", ")})`];
}

/** Longer than every version and target of QEMU, shorter than a line of documentation. */
const maxLabelLength = 48;

/** Replaces the characters of a server's or user's text that could be markup in a documentation comment. */
export function sanitizeLabel(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9_+:/~.-]+/g, "-").slice(-maxLabelLength);
  return safe.replace(/^[-.]+|(?<![-.:])[-.:]+$/g, "") || "unnamed";
}
