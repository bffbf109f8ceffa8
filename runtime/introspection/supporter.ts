import { CommandError } from "../errors/call.js";
import { IntrospectionError } from "../errors/introspection.js";
import { guestCommands } from "./guest-commands.js";
import { offers } from "./offers.js";
import { isPlainCommand, type SupportQuestion } from "./question.js";
import { SchemaIndex } from "./schema-index.js";

/** What a server told of what it offers. */
type Offer = (question: SupportQuestion) => boolean;

/** Sends a command without arguments, and gives what it returns. */
export type Ask = (command: string) => Promise<unknown>;

/** Answers what a server supports; the server is asked once, at the first question. */
export class Supporter {
  readonly #ask: Ask;
  #offer: Promise<Offer> | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** @throws IntrospectionError (as a rejection) where the server cannot say. */
  async supports(question: SupportQuestion): Promise<boolean> {
    const offer = (this.#offer ??= this.#learn());
    return (await offer)(question);
  }

  async #learn(): Promise<Offer> {
    try {
      return await this.#offerOfServer();
    } catch (error) {
      // Another time it may answer.
      this.#offer = undefined;
      throw error;
    }
  }

  async #offerOfServer(): Promise<Offer> {
    try {
      const index = new SchemaIndex(await this.#ask("query-qmp-schema"));
      return (question) => offers(index, question);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return await this.#offerOfAgent(error);
    }
  }

  /** A guest agent cannot be introspected, but it lists its commands. */
  async #offerOfAgent(reason: CommandError): Promise<Offer> {
    const commands = guestCommands(await this.#guestInfo(reason));
    return (question) => {
      if (isPlainCommand(question)) return commands.has(question.command);
      throw new IntrospectionError("a guest agent tells no more of itself than which commands it has", {
        cause: reason,
      });
    };
  }

  async #guestInfo(reason: CommandError): Promise<unknown> {
    try {
      return await this.#ask("guest-info");
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw new IntrospectionError("the server does not tell what it supports", { cause: reason });
    }
  }
}

function isNotFound(error: unknown): error is CommandError {
  return error instanceof CommandError && error.errorClass === "CommandNotFound";
}
