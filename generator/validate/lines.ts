import type { ValidationIssue } from "qapi-ts/codegen";
import { singleLine } from "../diagnostics/escape.js";
import { UserError } from "../diagnostics/diagnostic.js";
import { isMessageKind, type MessageValidator } from "./message.js";
import { DepthError, parseStrictly } from "./strict-parser.js";

/** QEMU's limit on the nesting of a message, and one level for the line around the message. */
const maxDepth = 1024 + 1;

/** The maximum length of a line, in UTF-16 code units. */
const maxLine = 64 * 1024 * 1024;

/** Validates the lines of an input. Calls `write` with the results of complete lines, in order. */
export async function validateLines(
  input: AsyncIterable<Uint8Array>,
  validator: MessageValidator,
  write: (text: string) => void,
): Promise<void> {
  for await (const lines of linesOf(input)) {
    write(lines.map((line) => `${validateLine(line, validator)}\n`).join(""));
  }
}

/** Yields lines as soon as they are complete. The last line does not need a line end. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  /** The number of complete lines. */
  let count = 0;
  for await (const chunk of input) {
    const [first = "", ...more] = decoder.decode(chunk, { stream: true }).split("\n");
    rest += first;
    if (rest.length > maxLine) throw new UserError(`line ${count + 1} of the input is longer than 64 MiB`);
    if (more.length === 0) continue;
    count += more.length;
    const last = more.pop() ?? "";
    yield [rest, ...more];
    rest = last;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}

/** Returns `accept`, or `reject PATH: REASON` with control characters escaped. */
export function validateLine(line: string, validator: MessageValidator): string {
  const error = checkLine(line, validator);
  if (error === undefined) return "accept";
  return `reject ${singleLine(error.path === "" ? "message" : error.path)}: ${singleLine(error.reason)}`;
}

function checkLine(line: string, validator: MessageValidator): ValidationIssue | undefined {
  const { value, error } = parseLine(line);
  if (error !== undefined) return error;
  if (!isRecord(value)) return lineError("must be an object");
  const { kind, command, json } = value;
  if (!isMessageKind(kind)) return { path: "kind", reason: "must be command, reply, event or error" };
  if (json === undefined) return { path: "json", reason: "is missing" };
  return validator.check({ kind, command, json });
}

function parseLine(line: string): { readonly value?: unknown; readonly error?: ValidationIssue } {
  try {
    return {
      value: parseStrictly(line, { parseFraction: () => fraction, onDuplicate: rejectDuplicate, maxDepth }),
    };
  } catch (error) {
    if (error instanceof DuplicateMember) {
      return { error: lineError(`has duplicate member ${JSON.stringify(error.message)}`) };
    }
    if (error instanceof DepthError) return { error: lineError(`has ${error.message}`) };
    if (error instanceof SyntaxError) return { error: lineError("must be JSON") };
    throw error;
  }
}

/**
 * Stands for every number that is written with a point or an exponent. QEMU does not accept 1.0 and 1e2 as integers,
 * and no other rule depends on the value.
 */
const fraction = 0.5;

class DuplicateMember extends Error {}

function rejectDuplicate(key: string): never {
  throw new DuplicateMember(key);
}

function lineError(reason: string): ValidationIssue {
  return { path: "line", reason };
}

function isRecord(value: unknown): value is Readonly<Record<"kind" | "command" | "json", unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
