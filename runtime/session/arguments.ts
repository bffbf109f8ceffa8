import { ArgumentsError } from "../errors/index.js";
import { endOfString, stringifyJson } from "../json.js";
import { describeIssue } from "../validation/received-values.js";
import type { SessionConfig } from "./session-options.js";

/**
 * Validates a command's arguments and encodes bytes as base64.
 * @throws ArgumentsError if they are not what the command expects.
 */
export function prepareArguments(
  { protocol, validators }: SessionConfig,
  command: string,
  args: object | undefined,
): object | undefined {
  const [encoded, issue] = checked(command, () => {
    const value = args && (protocol?.base64?.encodeArguments(command, args) ?? args);
    return [value, validators?.validateArguments(command, value)] as const;
  });
  if (issue === undefined) return encoded;
  const message = `${command} was not sent: ${describeIssue(issue, "the arguments")}`;
  throw new ArgumentsError(message, { command, issue });
}

/** Arguments that are circular or nested too deeply exhaust the stack of a validator. */
function checked<T>(command: string, validate: () => T): T {
  try {
    return validate();
  } catch (cause) {
    throw new ArgumentsError(`the arguments of ${command} cannot be validated`, { command, cause });
  }
}

// The limits of the parser that QEMU, its storage daemon and its guest agent share, less what the rest of a request needs.
// A larger request gets errors without an id for each of its parts, or ends the server. Measured with 7.2 and 10.0.
const maxDepth = 1024 - 1;
const maxTokens = 2 * 1024 * 1024 - 12;
const maxLength = 64 * 1024 * 1024 - 512;

/**
 * Writes arguments as JSON.
 * @returns undefined if there are none.
 * @throws ArgumentsError if they have no JSON form or exceed the limits of a server.
 */
export function argumentsText(command: string, args: object | undefined): string | undefined {
  const text = args && jsonOf(command, args);
  if (args === undefined || text === "{}") return undefined;
  if (!text) throw noJson(command);
  const problem = exceededLimit(text);
  if (problem === undefined) return text;
  throw new ArgumentsError(`${command} was not sent: the arguments ${problem}`, { command });
}

function jsonOf(command: string, args: object): string | undefined {
  try {
    return stringifyJson(args);
  } catch (cause) {
    throw noJson(command, cause);
  }
}

function noJson(command: string, cause?: unknown): ArgumentsError {
  return new ArgumentsError(`the arguments of ${command} cannot be written as JSON`, { command, cause });
}

/** Returns which limit the text of arguments exceeds. */
function exceededLimit(text: string): string | undefined {
  // A shorter text cannot exceed any limit.
  if (text.length < 2 * maxDepth) return undefined;
  if (text.length > maxLength) return `have ${text.length} characters, and a server reads at most 64 Mi`;
  const { tokens, deepest } = measureJson(text);
  if (deepest > maxDepth) return `are nested ${deepest} levels deep, and a server reads at most ${maxDepth}`;
  return tokens > maxTokens ? `have ${tokens} JSON tokens, and a server reads at most 2 Mi` : undefined;
}

/** Returns the number of tokens of JSON text, and how deeply it is nested. */
function measureJson(text: string): { readonly tokens: number; readonly deepest: number } {
  const token = /["{}[\],:]|[^"{}[\],:]+/g;
  let [tokens, depth, deepest] = [0, 0, 0];
  for (; token.test(text); tokens++) {
    const at = token.lastIndex - 1;
    const last = text[at];
    if (last === '"') token.lastIndex = endOfString(text, at);
    else if (last === "{" || last === "[") deepest = Math.max(deepest, ++depth);
    else if (last === "}" || last === "]") depth--;
  }
  return { tokens, deepest };
}
