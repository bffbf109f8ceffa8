import { parseExactly } from "qapi-ts";
import { reasonOf, UsageError } from "../failure.js";
import { parseCommandWords, type CommandInput } from "../requests/command-input.js";
import { splitWords } from "./completion/words.js";

/** Reports whether brackets or quotes of an input are open, so that it continues in the next line. */
export function isIncomplete(input: string): boolean {
  const json = jsonStart(input);
  return json === undefined ? hasOpenQuote(input) : openBrackets(input.slice(json)) > 0;
}

/**
 * Parses a command of the shell: `NAME --ARGUMENT VALUE`, `NAME {JSON}`, or a request in JSON.
 * @throws UsageError if it is none of these.
 */
export function parseInput(input: string): CommandInput {
  const json = jsonStart(input);
  if (json === undefined) return parseWords(input);
  const name = input.slice(0, json).trim();
  if (name === "") return parseCommandWords(input);
  try {
    return { name, words: [], json: parseExactly(input.slice(json)), line: undefined };
  } catch (cause) {
    throw new UsageError(`${name}: the arguments are not valid JSON: ${reasonOf(cause)}`, { cause });
  }
}

/** The shell's quotes, which completion reads too. */
function parseWords(input: string): CommandInput {
  const [name = "", ...words] = splitWords(`${input.trim()} `)
    .slice(0, -1)
    .map(({ value }) => value);
  return { name, words, json: undefined, line: undefined };
}

/** Returns where the JSON of an input begins: at its start, or after the command's name. */
function jsonStart(input: string): number | undefined {
  const [, before] = /^(\s*(?:[\w-]+\s+)?)\{/.exec(input) ?? [];
  return before?.length;
}

function hasOpenQuote(input: string): boolean {
  return splitWords(input).at(-1)?.openQuote !== undefined;
}

function openBrackets(json: string): number {
  const outside = json.replace(/"(?:[^"\\]|\\.)*"?/gs, "");
  const count = (brackets: RegExp): number => outside.match(brackets)?.length ?? 0;
  return count(/[[{]/g) - count(/[\]}]/g);
}
