import { formatPath, issueOf, type ValidationIssue } from "qapi-ts/codegen";
import { UserError } from "../diagnostics/diagnostic.js";
import { singleLine } from "../diagnostics/escape.js";
import type { Model } from "../model/index.js";
import { lowerAccessors } from "../model/make-model.js";
import { createCompiler, validatorOf } from "./compile.js";
import { type JsonSchemaOptions, jsonSchemas, schemaKey } from "./json-schema.js";
import { DepthError, parseStrictly } from "./strict-parser.js";
import type { JsonSchema } from "./vocabulary.js";

/** A message of the protocol. */
interface Message {
  readonly kind: MessageKind;
  /** The command that a reply belongs to. */
  readonly command: unknown;
  readonly json: unknown;
}

/** Validates messages: commands as strictly as QEMU, and messages from a server as tolerantly as a client must. */
export class MessageValidator {
  readonly #model: Model;
  readonly #ajv: ReturnType<typeof createCompiler>;

  constructor(model: Model, options: JsonSchemaOptions = {}) {
    this.#model = lowerAccessors(model);
    const { $defs } = jsonSchemas(model, options);
    const messages = Object.entries(envelopes).map(([kind, schema]) => [envelopeKey(kind), schema] as const);
    this.#ajv = createCompiler({ $defs: Object.fromEntries([...Object.entries($defs), ...messages]) });
  }

  /** Returns the first error of a message. Its path is relative to the message. */
  check({ kind, command, json }: Message): ValidationIssue | undefined {
    const error = checkNesting(json) ?? this.#validate(envelopeKey(kind), json);
    if (error !== undefined) return error;
    // The schema of the envelope requires an object.
    const message = json as JsonObject;
    switch (kind) {
      case "command":
        return checkCharacters(json) ?? this.#checkCommand(message);
      case "reply":
        return this.#checkReply(command, message);
      case "event":
        return this.#checkEvent(message);
      case "error":
        return undefined;
    }
  }

  #checkCommand(message: JsonObject): ValidationIssue | undefined {
    const [execute, oob] = [message["execute"], message["exec-oob"]];
    if (execute === undefined && oob === undefined) return { path: "execute", reason: "is missing" };
    if (execute !== undefined && oob !== undefined) {
      return { path: "execute", reason: "cannot be combined with exec-oob" };
    }
    const path = oob === undefined ? "execute" : "exec-oob";
    const name = String(execute ?? oob);
    const command = this.#model.byName.get(name);
    if (command?.kind !== "command") return { path, reason: unknownName("command", name) };
    if (oob !== undefined && !command.allowOob) {
      return { path, reason: `${name} cannot be executed out of band` };
    }
    return this.#validate(schemaKey("arguments", name), message["arguments"] ?? {}, "arguments");
  }

  #checkReply(command: unknown, message: JsonObject): ValidationIssue | undefined {
    const name = typeof command === "string" ? command : undefined;
    if (name === undefined) {
      return { path: "command", reason: "must be the name of the command that the reply belongs to" };
    }
    if (this.#model.byName.get(name)?.kind !== "command") {
      return { path: "command", reason: unknownName("command", name) };
    }
    return this.#validate(schemaKey("return", name), message["return"], "return");
  }

  #checkEvent(message: JsonObject): ValidationIssue | undefined {
    const name = String(message["event"]);
    if (this.#model.byName.get(name)?.kind !== "event") {
      return { path: "event", reason: unknownName("event", name) };
    }
    return this.#validate(schemaKey("event", name), message["data"] ?? {}, "data");
  }

  #validate(key: string, value: unknown, prefix = ""): ValidationIssue | undefined {
    const validate = validatorOf(this.#ajv, key);
    if (validate === undefined) throw new Error(`Unknown schema ${key}`);
    if (validate(value)) return undefined;
    const error = issueOf(validate.errors);
    return error && { ...error, path: joinPaths(prefix, error.path) };
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function envelopeKey(kind: string): string {
  return `message:${kind}`;
}

function unknownName(kind: "command" | "event", name: string): string {
  return `the schema has no ${kind} ${JSON.stringify(name)}`;
}

function joinPaths(prefix: string, path: string): string {
  return prefix === "" || path === "" || path.startsWith("[") ? prefix + path : `${prefix}.${path}`;
}

/** The kinds of messages in docs/interop/qmp-spec.rst. */
type MessageKind = "command" | "reply" | "event" | "error";

const text = { type: "string" };
const integer = { integer: "int64" };

/** The structure of messages apart from the parts that the schema defines. Only commands reject unknown members. */
const envelopes: Readonly<Record<MessageKind, JsonSchema>> = {
  command: {
    type: "object",
    properties: { execute: text, "exec-oob": text, arguments: { type: "object" } },
    closed: ["execute", "exec-oob", "arguments", "id"],
  },
  reply: { type: "object", required: ["return"] },
  event: {
    type: "object",
    properties: {
      event: text,
      data: { type: "object" },
      timestamp: {
        type: "object",
        properties: { seconds: integer, microseconds: integer },
        required: ["seconds", "microseconds"],
      },
    },
    required: ["event", "timestamp"],
  },
  error: {
    type: "object",
    properties: {
      error: { type: "object", properties: { class: text, desc: text }, required: ["class", "desc"] },
    },
    required: ["error"],
  },
};

function isMessageKind(name: unknown): name is MessageKind {
  return typeof name === "string" && Object.hasOwn(envelopes, name);
}

/** The nesting limit of QEMU's parser. */
const maxDepth = 1024;

/** Checks the nesting of a message before it is processed recursively. */
function checkNesting(message: unknown): ValidationIssue | undefined {
  const pending: { value: unknown; depth: number }[] = [{ value: message, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (depth > maxDepth) return { path: "", reason: `must not be nested deeper than ${maxDepth} levels` };
    for (const member of Object.values(value)) pending.push({ value: member, depth: depth + 1 });
  }
  return undefined;
}

/** Unpaired surrogates and noncharacters, which QEMU's parser rejects. */
const invalidCharacter = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/** Checks the characters of all strings and member names. The nesting must already be checked. */
function checkCharacters(
  message: unknown,
  steps: readonly (string | number)[] = [],
): ValidationIssue | undefined {
  if (typeof message === "string") return invalidCharacter.test(message) ? invalidText(steps) : undefined;
  if (typeof message !== "object" || message === null) return undefined;
  for (const [key, value] of Object.entries(message)) {
    if (invalidCharacter.test(key)) return invalidText(steps);
    const step = Array.isArray(message) ? Number(key) : key;
    const error = checkCharacters(value, [...steps, step]);
    if (error !== undefined) return error;
  }
  return undefined;
}

function invalidText(steps: readonly (string | number)[]): ValidationIssue {
  return { path: formatPath(steps), reason: "must contain only Unicode characters" };
}

/** The line around a message is one level. */
const maxLineDepth = maxDepth + 1;

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
      value: parseStrictly(line, {
        parseFraction: () => fraction,
        onDuplicate: rejectDuplicate,
        maxDepth: maxLineDepth,
      }),
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
