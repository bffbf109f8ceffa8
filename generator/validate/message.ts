import { issueOf, type ValidationIssue } from "qapi-ts/codegen";
import type { Model } from "../model/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
import { createCompiler, validatorOf } from "./compile.js";
import { jsonSchemas, schemaKey, type JsonSchemaOptions } from "./json-schema.js";
import { checkCharacters, checkNesting, envelopes, type MessageKind } from "./message-format.js";

/** A message of the protocol. */
export interface Message {
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
