import { CommandError, IntrospectionError } from "../errors/call.js";
import { isObject } from "../json.js";
import { isPlainCommand, type SupportQuestion } from "./question.js";
import { SchemaIndex } from "./schema-index.js";

type AnswerQuestion = (question: SupportQuestion) => boolean;

/** Sends a command without arguments and returns its reply. */
export type SendQuery = (command: string) => Promise<unknown>;

/** Answers what a server supports. The server is queried at the first question; its answer is kept. */
export class ServerFeatures {
  readonly #query: SendQuery;
  #answer: Promise<AnswerQuestion> | undefined;

  constructor(query: SendQuery) {
    this.#query = query;
  }

  /** @throws IntrospectionError (as a rejection) if the server cannot be queried. */
  async supports(question: SupportQuestion): Promise<boolean> {
    const answer = (this.#answer ??= this.#introspect());
    return (await answer)(question);
  }

  async #introspect(): Promise<AnswerQuestion> {
    try {
      return await this.#querySchema();
    } catch (error) {
      // The next question queries the server again.
      this.#answer = undefined;
      throw error;
    }
  }

  async #querySchema(): Promise<AnswerQuestion> {
    try {
      const index = new SchemaIndex(await this.#query("query-qmp-schema"));
      return (question) => index.supports(question);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return await this.#queryAgent(error);
    }
  }

  /** A guest agent has no `query-qmp-schema`; its `guest-info` lists the commands. */
  async #queryAgent(cause: CommandError): Promise<AnswerQuestion> {
    const commands = enabledCommands(await this.#guestInfo(cause));
    return (question) => {
      if (isPlainCommand(question)) return commands.has(question.command);
      throw new IntrospectionError("a guest agent reports only which commands it supports", { cause });
    };
  }

  async #guestInfo(cause: CommandError): Promise<unknown> {
    try {
      return await this.#query("guest-info");
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw new IntrospectionError("the server has no command that reports what it supports", { cause });
    }
  }
}

function isNotFound(error: unknown): error is CommandError {
  return error instanceof CommandError && error.errorClass === "CommandNotFound";
}

/** The commands in the answer to `guest-info` that can be called: an agent also lists disabled ones. */
function enabledCommands(answer: unknown): ReadonlySet<string> {
  const list = isObject(answer) ? answer["supported_commands"] : undefined;
  const commands: unknown[] = Array.isArray(list) ? list : [];
  return new Set(
    commands.flatMap((command) => {
      if (!isObject(command) || command["enabled"] !== true) return [];
      return typeof command["name"] === "string" ? [command["name"]] : [];
    }),
  );
}
