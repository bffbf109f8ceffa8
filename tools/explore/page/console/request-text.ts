import { parseExactly } from "qapi-ts";
import { stringifyExactly } from "../../../output/json.js";
import { isObject, type JsonObject } from "./form/path.js";
import { reasonOf } from "../../../tool-error.js";

/** A command with its arguments, which may be incomplete. */
export interface Draft {
  readonly command: string;
  readonly arguments: JsonObject;
}

/** What a text was read as, or why it is not a request. */
type ReadDraft = { readonly draft: Draft } | { readonly problem: string };

/** The id is ignored, because the session allocates ids. */
const requestMembers: ReadonlySet<string> = new Set(["execute", "arguments", "id"]);

/** The deepest nesting that QEMU accepts. */
const maxDepth = 1_024;

/** Returns the JSON text of a request, over several lines. Integers of 64 bits are exact. */
export function formatDraft({ command, arguments: args }: Draft): string {
  const request =
    Object.keys(args).length === 0 ? { execute: command } : { execute: command, arguments: args };
  return stringifyExactly(request, 2);
}

/** Reads the JSON text of a request. */
export function readDraft(text: string): ReadDraft {
  let request: unknown;
  try {
    request = parseExactly(text);
  } catch (error) {
    return { problem: `This is not valid JSON: ${syntaxProblem(text, error)}` };
  }
  const limit = limitOf(request);
  if (limit !== undefined) return { problem: limit };
  if (!isObject(request)) return { problem: `A request is an object: {"execute": "NAME", "arguments": {}}.` };
  const { execute, arguments: args = {} } = request;
  const other = Object.keys(request).find((name) => !requestMembers.has(name));
  if (typeof execute !== "string")
    return { problem: `The member "execute" with the command's name is missing.` };
  if (other !== undefined)
    return { problem: `A request has no member ${JSON.stringify(other)}. Valid: execute, arguments, id.` };
  if (!isObject(args)) return { problem: `The member "arguments" is an object.` };
  return { draft: { command: execute, arguments: args } };
}

/** Long integers are marked before parsing, which moves positions, so the text itself is parsed again. */
function syntaxProblem(text: string, error: unknown): string {
  try {
    JSON.parse(text);
  } catch (plain) {
    if (plain instanceof Error) return plain.message;
  }
  return reasonOf(error);
}

/** Returns why a value cannot be sent: nested too deeply for recursive code, or with a number that no double holds. */
export function limitOf(value: unknown): string | undefined {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return `The request is nested more than ${maxDepth} levels deep.`;
    if (level.includes(Infinity) || level.includes(-Infinity)) return "A number is too large.";
    level = level.flatMap((each): unknown[] =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
  }
  return undefined;
}
