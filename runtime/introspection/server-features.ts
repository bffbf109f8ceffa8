import { CommandError, IntrospectionError } from "../errors/index.js";
import type { SupportQuestion } from "./question.js";
import { SchemaIndex } from "./schema-index.js";

/** Answers whether a server supports something. */
export type ServerFeatures = (question: SupportQuestion) => boolean;

/** Sends a command without arguments and returns its reply. */
export type SendQuery = (command: string) => Promise<unknown>;

/**
 * Queries the schema of a QMP server.
 * @throws IntrospectionError (as a rejection) if the server has no `query-qmp-schema`.
 */
export async function querySchema(send: SendQuery): Promise<ServerFeatures> {
  const index = new SchemaIndex(await sendQuery(send, "query-qmp-schema"));
  return (question) => index.supports(question);
}

/** @throws IntrospectionError (as a rejection) if the server does not have the command. */
export async function sendQuery(send: SendQuery, command: string): Promise<unknown> {
  try {
    return await send(command);
  } catch (cause) {
    if (!(cause instanceof CommandError) || cause.errorClass !== "CommandNotFound") throw cause;
    throw new IntrospectionError(`the server has no ${command}`, { cause });
  }
}
