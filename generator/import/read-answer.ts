import { UserError } from "../diagnostics/user-error.js";
import { visible } from "../diagnostics/visible.js";
import { JsonReader } from "../introspection/json-reader.js";
import { readAnswer as readInfos } from "../introspection/read-answer.js";
import type { Answer, Origin } from "./answer.js";

/** An answer with what its server said of its version, as it came over the wire. */
export interface RawAnswer {
  /** How messages call it. */
  readonly name: string;
  /** The program's name, or whatever else tells servers of one version apart. */
  readonly binary: unknown;
  /** The answer to `query-version`. */
  readonly version: unknown;
  /** The answer to `query-qmp-schema`, or what it stands in. */
  readonly schema: unknown;
}

/**
 * Reads the text of a file with an answer: the answer alone, the reply that carried it, or what `schema:ask` wrote,
 * which says whose it is.
 * @throws UserError with the place where it is none of these.
 */
export function parseAnswer(name: string, text: string): Answer {
  const schema = parseJson(name, text);
  const about = typeof schema === "object" && schema !== null ? new Map(Object.entries(schema)) : undefined;
  return readAnswer({ name, binary: about?.get("binary"), version: about?.get("version"), schema });
}

/** @throws UserError with the place where the answer is not one. */
export function readAnswer(raw: RawAnswer): Answer {
  return { origin: originOf(raw), infos: readInfos(raw.schema, raw.name) };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${visible(name)} is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function originOf({ name, binary, version }: RawAnswer): Origin {
  return {
    name,
    version: versionOf(version),
    target: typeof binary === "string" ? binary.replace(/^qemu-(system-)?/, "") : undefined,
  };
}

/** Some servers do not know their version, which is no reason not to read what they offer. */
function versionOf(version: unknown): string | undefined {
  try {
    const qemu = new JsonReader(version, "the version").member("qemu");
    return ["major", "minor", "micro"].map((part) => qemu.member(part).integer()).join(".");
  } catch {
    return undefined;
  }
}
