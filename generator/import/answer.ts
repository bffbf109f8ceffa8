import { UserError } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { readSchemaInfo, type SchemaInfo } from "../introspection/schema-info.js";
import { JsonReader } from "../introspection/json-reader.js";

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
