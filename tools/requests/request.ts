import type { Session } from "qapi-ts";
import { exitCodes, ToolError, UsageError } from "../failure.js";
import { parseOptions } from "../arguments/parse-options.js";
import { readObject } from "../arguments/read-value.js";
import { suggest } from "../output/suggest.js";
import { guestAgentSchema, loadSchema } from "../schema/load-schema.js";
import type { MachineSchema } from "../schema/machine-schema.js";
import type { CommandInput } from "./command-input.js";
import { deviceProperties } from "./device-properties.js";
import { refuseOwnOptions } from "./own-options.js";

/** A checked command. */
export interface Request {
  readonly execute: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Types and checks commands by the schema of one server. */
export class RequestReader {
  readonly #session: Session;
  readonly schema: MachineSchema;
  readonly #timeout: number;

  private constructor(session: Session, schema: MachineSchema, timeout: number) {
    this.#session = session;
    this.schema = schema;
    this.#timeout = timeout;
  }

  /** @param timeout - the limit of each reply of the server, in milliseconds. */
  static async create(session: Session, isAgent: boolean, timeout: number): Promise<RequestReader> {
    const schema = isAgent ? guestAgentSchema() : await loadSchema(session, timeout);
    return new RequestReader(session, schema, timeout);
  }

  /** Whether the server has a command. */
  has(command: string): boolean {
    return this.schema.commands.has(command);
  }

  /**
   * Returns a command with typed arguments.
   * @throws UsageError (as a rejection) that names the misspelt name and the valid ones.
   */
  async read({ name, words, json, line }: CommandInput): Promise<Request> {
    try {
      const command = this.schema.commands.get(name);
      if (command === undefined) throw this.#unknownCommand(name);
      refuseOwnOptions(words, this.schema.argumentsOf(command));
      const given = json ?? parseOptions(words);
      const type = this.schema.argumentsOf(command);
      const extra =
        name === "device_add" ? await deviceProperties(this.#session, given, this.#timeout) : undefined;
      return { execute: name, arguments: readObject(this.schema, type, given, "", extra) };
    } catch (error) {
      if (!(error instanceof ToolError) || error.exitCode !== exitCodes.usage) throw error;
      throw new UsageError(`${line === undefined ? "" : `line ${line}: `}${name}: ${error.message}`, {
        cause: error,
      });
    }
  }

  #unknownCommand(name: string): UsageError {
    const names = [...this.schema.commands.keys()];
    return new UsageError(`there is no such command${suggest(name, names)}. \`query-commands\` lists them.`);
  }
}
