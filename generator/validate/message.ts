import { findingOf, type Finding } from "qapi-ts/codegen";
import type { Model } from "../model/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
import { createCompiler, validatorOf } from "./compile.js";
import { envelopes, type MessageKind } from "./envelopes.js";
import { jsonSchemas, schemaKey, type JsonSchemaOptions } from "./json-schema.js";
import { nestingFault, textFault } from "./limits.js";

/** A whole message, and whose it is. */
export interface Message {
  readonly kind: MessageKind;
  /** The command that a reply answers. */
  readonly command: unknown;
  readonly json: unknown;
}

/** Judges messages by a model: what is sent as strictly as QEMU does, what is received as a client should. */
export class MessageValidator {
  readonly #model: Model;
  readonly #ajv: ReturnType<typeof createCompiler>;

  constructor(model: Model, options: JsonSchemaOptions = {}) {
    this.#model = lowerAccessors(model);
    const { $defs } = jsonSchemas(model, options);
    const messages = Object.entries(envelopes).map(([kind, schema]) => [envelopeKey(kind), schema] as const);
    this.#ajv = createCompiler({ $defs: Object.fromEntries([...Object.entries($defs), ...messages]) });
  }

  /** What is wrong with a message; undefined where nothing is. Paths begin in the message. */
  check({ kind, command, json }: Message): Finding | undefined {
    const envelope = nestingFault(json) ?? this.#find(envelopeKey(kind), json);
    if (envelope !== undefined) return envelope;
    // The envelope's schema has seen that it is an object.
    const message = json as JsonObject;
    switch (kind) {
      case "command":
        return textFault(json) ?? this.#request(message);
      case "reply":
        return this.#reply(command, message);
      case "event":
        return this.#event(message);
      case "error":
        return undefined;
    }
  }

  #request(message: JsonObject): Finding | undefined {
    const [execute, oob] = [message["execute"], message["exec-oob"]];
    if (execute === undefined && oob === undefined) return { path: "execute", reason: "is missing" };
    if (execute !== undefined && oob !== undefined) {
      return { path: "execute", reason: "cannot stand beside exec-oob" };
    }
    const path = oob === undefined ? "execute" : "exec-oob";
    const name = String(execute ?? oob);
    const command = this.#model.byName.get(name);
    if (command?.kind !== "command") return { path, reason: unknownName("command", name) };
    if (oob !== undefined && !command.allowOob) {
      return { path, reason: `${name} cannot be executed out of band` };
    }
    return this.#find(schemaKey("arguments", name), message["arguments"] ?? {}, "arguments");
  }

  #reply(command: unknown, message: JsonObject): Finding | undefined {
    const name = typeof command === "string" ? command : undefined;
    if (name === undefined)
      return { path: "command", reason: "must be the name of the command that was answered" };
    if (this.#model.byName.get(name)?.kind !== "command") {
      return { path: "command", reason: unknownName("command", name) };
    }
    return this.#find(schemaKey("return", name), message["return"], "return");
  }

  #event(message: JsonObject): Finding | undefined {
    const name = String(message["event"]);
    if (this.#model.byName.get(name)?.kind !== "event") {
      return { path: "event", reason: unknownName("event", name) };
    }
    return this.#find(schemaKey("event", name), message["data"] ?? {}, "data");
  }

  #find(key: string, value: unknown, at = ""): Finding | undefined {
    const validate = validatorOf(this.#ajv, key);
    if (validate === undefined) throw new Error(`There is no schema ${key}`);
    if (validate(value)) return undefined;
    const finding = findingOf(validate.errors);
    return finding && { ...finding, path: below(at, finding.path) };
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function envelopeKey(kind: string): string {
  return `message:${kind}`;
}

function unknownName(kind: "command" | "event", name: string): string {
  return `the schema has no ${kind} ${JSON.stringify(name)}`;
}

function below(at: string, path: string): string {
  return at === "" || path === "" || path.startsWith("[") ? at + path : `${at}.${path}`;
}
