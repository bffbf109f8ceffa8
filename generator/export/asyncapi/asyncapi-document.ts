import { base64Members, type Command, type Definition, type Event, type Model } from "../../model/index.js";
import { lowerAccessors } from "../../model/lower-accessors.js";
import { jsonSchemas } from "../../validate/json-schema.js";
import { Descriptions } from "../json-schema/descriptions.js";
import { jsonSchemaVocabulary } from "../json-schema/vocabulary.js";
import type { AnnotatedModel } from "../model/read-document.js";
import { titleOf } from "../title.js";
import { errorMessage, greetingMessage, Messages, type Message } from "./messages.js";

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

  /** An Operation Object cannot be deprecated: its description says it. */
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
