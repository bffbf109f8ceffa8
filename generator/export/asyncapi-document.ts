import {
  base64Members,
  type Command,
  type Definition,
  type Event,
  mayBeEmpty,
  type Members,
  type Model,
} from "../model/index.js";
import { lowerAccessors } from "../model/make-model.js";
import { jsonSchemas, schemaKey } from "../validate/json-schema.js";
import type { JsonSchema, Vocabulary } from "../validate/vocabulary.js";
import { Descriptions, jsonSchemaVocabulary, titleOf } from "./json-schema-document.js";
import type { AnnotatedModel } from "./model/read-document.js";

/**
 * Returns an AsyncAPI 3.0 document of a server: it receives commands, replies to them, and sends events. A reply and an
 * error belong to the command with the same id. Each command and each event is a channel, because tools resolve the whole
 * channel for each of its operations; all of them are one connection.
 */
export function asyncApiDocument(content: AnnotatedModel): object {
  const { annotations, server } = content;
  const model = lowerAccessors(content.model);
  const vocabulary = jsonSchemaVocabulary(model, "/components/schemas");
  const base64 = base64Members(content.model, annotations);
  const { $defs: schemas } = jsonSchemas(content.model, { base64, vocabulary });
  return {
    asyncapi: "3.0.0",
    info: { title: titleOf(content), version: server?.version ?? "unversioned" },
    defaultContentType: "application/json",
    ...new Operations(model, new Messages(model, vocabulary), content).build(schemas),
  };
}

type Entries<T> = Readonly<Record<string, T>>;

/** Collects the channel, the operation and the messages of each command and event. */
class Operations {
  readonly #model: Model;
  readonly #make: Messages;
  readonly #content: AnnotatedModel;
  readonly #descriptions: Descriptions;
  readonly #messages = new Map<string, Message>();
  readonly #channels = new Map<string, object>();
  readonly #operations = new Map<string, object>();

  constructor(model: Model, make: Messages, content: AnnotatedModel) {
    this.#model = model;
    this.#make = make;
    this.#content = content;
    this.#descriptions = new Descriptions(model);
  }

  build(schemas: Entries<object>): object {
    const { definitions, byName } = this.#model;
    // The guest agent has no greeting, and no command that answers it.
    if (byName.has("qmp_capabilities")) this.#send("greeting", greetingMessage);
    this.#messages.set("error", errorMessage);
    for (const definition of definitions) {
      if (definition.kind === "command") this.#command(definition);
      if (definition.kind === "event") this.#event(definition);
    }
    return {
      channels: Object.fromEntries(this.#channels),
      operations: Object.fromEntries(this.#operations),
      components: { messages: Object.fromEntries(this.#messages), schemas },
    };
  }

  #command(command: Command): void {
    const { name, successResponse } = command;
    const [key, reply] = [`command.${name}`, `return.${name}`];
    this.#messages.set(key, this.#make.command(command));
    if (successResponse) this.#messages.set(reply, this.#make.reply(command));
    const replies = [...(successResponse ? [reply] : []), "error"];
    this.#channels.set(key, channelOf([key, ...replies]));
    const effect = this.#content.annotations.effects.get(name);
    this.#operations.set(key, {
      action: "receive",
      ...this.#about(command),
      ...(effect !== undefined && { "x-effect": effect }),
      ...onChannel(key, [key]),
      reply: onChannel(key, replies),
    });
  }

  #event(event: Event): void {
    this.#send(`event.${event.name}`, this.#make.event(event), this.#about(event));
  }

  #send(key: string, message: Message, about: object = {}): void {
    this.#messages.set(key, message);
    this.#channels.set(key, channelOf([key]));
    this.#operations.set(key, { action: "send", ...about, ...onChannel(key, [key]) });
  }

  /** An Operation Object cannot be deprecated: its description states it. */
  #about(definition: Definition): object {
    const { description } = this.#descriptions.ofDefinition(definition);
    return {
      title: definition.name,
      ...(description !== undefined && { description }),
      tags: [{ name: definition.module }],
    };
  }
}

/** A connection has no address within the server. */
function channelOf(messages: readonly string[]): object {
  const references = messages.map((each) => [each, { $ref: `#/components/messages/${each}` }] as const);
  return { address: null, messages: Object.fromEntries(references) };
}

function onChannel(channel: string, messages: readonly string[]): object {
  return {
    channel: { $ref: `#/channels/${channel}` },
    messages: messages.map((each) => ({ $ref: `#/channels/${channel}/messages/${each}` })),
  };
}

/** A Message Object. */
interface Message {
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
class Messages {
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
      name,
      title: `The command ${name}`,
      correlationId,
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
      name: `${name} reply`,
      title: `The reply to ${name}`,
      correlationId,
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
      name,
      title: `The event ${name}`,
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
const errorMessage: Message = {
  name: "error",
  title: "The reply to a command that failed",
  correlationId,
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
const greetingMessage: Message = {
  name: "greeting",
  title: "The first message of a server",
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
