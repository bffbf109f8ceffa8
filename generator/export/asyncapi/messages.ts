import { mayBeEmpty, type Command, type Event, type Members, type Model } from "../../model/index.js";
import { schemaKey } from "../../validate/json-schema.js";
import type { JsonSchema, Vocabulary } from "../../validate/vocabulary.js";

/** A Message Object. */
export interface Message {
  readonly name: string;
  readonly title: string;
  readonly payload: JsonSchema;
  readonly correlationId?: { readonly location: string };
}

/** A reply has the id of its command. */
const correlationId = { location: "$message.payload#/id" };

/** Any JSON value. */
const id = { description: "Identifies the command. Any JSON value." };

/** The messages of QMP around the arguments, results and data of a schema. QEMU, docs/interop/qmp-spec.rst. */
export class Messages {
  readonly #model: Model;
  readonly #vocabulary: Vocabulary;

  constructor(model: Model, vocabulary: Vocabulary) {
    this.#model = model;
    this.#vocabulary = vocabulary;
  }

  /** Section "Issuing Commands". */
  command({ name, data, allowOob }: Command): Message {
    const { required, ...args } = this.#part("arguments", "arguments", name, data);
    const execute = { const: name, description: "The name of the command." };
    return {
      ...{ name, title: `The command ${name}`, correlationId },
      payload: {
        type: "object",
        properties: {
          execute,
          ...(allowOob && { "exec-oob": { ...execute, description: "As execute, but out of band." } }),
          ...args,
          id,
        },
        ...(allowOob && { oneOf: [{ required: ["execute"] }, { required: ["exec-oob"] }] }),
        required: [...(allowOob ? [] : ["execute"]), ...required],
        additionalProperties: false,
      },
    };
  }

  /** Section "Commands Responses", "success". */
  reply({ name }: Command): Message {
    return {
      ...{ name: `${name} reply`, title: `The reply to ${name}`, correlationId },
      payload: {
        type: "object",
        properties: { return: this.#reference("return", name), id },
        required: ["return"],
      },
    };
  }

  /** Section "Asynchronous events". */
  event({ name, data }: Event): Message {
    const { required, ...members } = this.#part("data", "event", name, data);
    return {
      ...{ name, title: `The event ${name}` },
      payload: {
        type: "object",
        properties: { event: { const: name, description: "The name of the event." }, ...members, timestamp },
        required: ["event", "timestamp", ...required],
      },
    };
  }

  /** Returns the member of a message that holds the members of a definition, and its name if it is mandatory. */
  #part(
    member: "arguments" | "data",
    what: "arguments" | "event",
    name: string,
    data: Members,
  ): { readonly required: readonly string[] } & Readonly<Record<string, JsonSchema | readonly string[]>> {
    const isOptional = mayBeEmpty(this.#model, data);
    return { [member]: this.#reference(what, name), required: isOptional ? [] : [member] };
  }

  #reference(what: "arguments" | "return" | "event", name: string): JsonSchema {
    return this.#vocabulary.reference(schemaKey(what, name, this.#vocabulary));
  }
}

const count = { type: "integer", minimum: -1 };

const timestamp: JsonSchema = {
  type: "object",
  description: "When the event occurred, by the host's clock; -1 if the clock cannot be read.",
  properties: {
    seconds: { ...count, description: "Seconds since 1970-01-01." },
    microseconds: { ...count, maximum: 999_999, description: "Microseconds within the second." },
  },
  required: ["seconds", "microseconds"],
};

/** Section "Commands Responses", "error". */
export const errorMessage: Message = {
  ...{ name: "error", title: "The reply to a command that failed", correlationId },
  payload: {
    type: "object",
    properties: {
      error: {
        type: "object",
        properties: {
          class: { type: "string", description: "The kind of the error, such as GenericError." },
          desc: { type: "string", description: "The error as text for people." },
        },
        required: ["class", "desc"],
      },
      id,
    },
    required: ["error"],
  },
};

/** Section "Server Greeting". */
export const greetingMessage: Message = {
  ...{ name: "greeting", title: "The first message of a server" },
  payload: {
    type: "object",
    properties: {
      QMP: {
        type: "object",
        properties: {
          version: { type: "object", description: "The result of query-version." },
          capabilities: {
            type: "array",
            items: { type: "string" },
            description: "What a client can enable with qmp_capabilities.",
          },
        },
        required: ["version", "capabilities"],
      },
    },
    required: ["QMP"],
  },
};
