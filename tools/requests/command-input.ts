import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { parseExactly } from "qapi-ts";
import { split } from "shlex";
import { reasonOf, UsageError } from "../failure.js";

/** A command as the user wrote it: its name, and its arguments as words or as JSON. */
export interface CommandInput {
  readonly name: string;
  readonly words: readonly string[];
  /** The arguments, if they were given as JSON. */
  readonly json: unknown;
  /** The line of a batch, for messages. */
  readonly line: number | undefined;
}

/**
 * Reads the command of a command line. The only word `-` stands for JSON on standard input.
 * @throws UsageError (as a rejection) if the JSON is invalid.
 */
export async function readCommand(
  name: string,
  words: readonly string[],
  input: Readable,
): Promise<CommandInput> {
  const [only] = words;
  if (words.length !== 1 || only === undefined) return { name, words, json: undefined, line: undefined };
  if (only === "-") return { name, words: [], json: parseArguments(await text(input)), line: undefined };
  if (only.trimStart().startsWith("{"))
    return { name, words: [], json: parseArguments(only), line: undefined };
  return { name, words, json: undefined, line: undefined };
}

function parseArguments(json: string): unknown {
  try {
    return parseExactly(json);
  } catch (cause) {
    throw new UsageError(`the arguments are not valid JSON: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Reads a batch: a command a line, in the words of a shell or as a request in JSON. Empty lines, and lines that start with `#`,
 * are skipped.
 * @throws UsageError (as a rejection) that names the line.
 */
export async function readBatch(input: Readable): Promise<CommandInput[]> {
  const lines = (await text(input)).split(/\r?\n/);
  return lines.flatMap((each, index) => {
    const line = each.trim();
    return line === "" || line.startsWith("#") ? [] : [readLine(line, index + 1)];
  });
}

function readLine(text: string, line: number): CommandInput {
  try {
    return { ...parseCommandWords(text), line };
  } catch (cause) {
    throw new UsageError(`line ${line}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Parses a command in the words of a shell, or as a request in JSON.
 * @throws UsageError if it is neither.
 */
export function parseCommandWords(text: string): CommandInput {
  try {
    if (text.trimStart().startsWith("{"))
      return { ...readRequest(parseExactly(text)), words: [], line: undefined };
    const [name = "", ...words] = split(text);
    const [only] = words;
    const isJson = words.length === 1 && only?.startsWith("{") === true;
    if (isJson) return { name, words: [], json: parseExactly(only), line: undefined };
    return { name, words, json: undefined, line: undefined };
  } catch (cause) {
    throw new UsageError(`${reasonOf(cause)}. Write COMMAND --NAME VALUE, or a request in JSON.`, { cause });
  }
}

/** @throws SyntaxError if the value is not a request. */
function readRequest(request: unknown): { name: string; json: unknown } {
  const { execute, arguments: json, ...others } = request as Readonly<Record<string, unknown>>;
  const [other] = Object.keys(others).filter((key) => key !== "id");
  if (typeof execute !== "string") throw new SyntaxError(`the request has no member "execute"`);
  if (other !== undefined) throw new SyntaxError(`the request has an unknown member "${other}"`);
  return { name: execute, json: json ?? {} };
}
