import { basename } from "node:path";
import { readText } from "../files/read-text.js";
import { askServer, type LiveServer } from "../introspection/ask-server.js";
import type { AskOptions } from "../introspection/run-binary.js";
import { parseAnswer, readAnswer, type Answer } from "../import/answer.js";
import { classifySource } from "./source.js";

/** Loads an answer to `query-qmp-schema` from the file or the live server that the argument names. */
export async function loadAnswer(argument: string, options: AskOptions): Promise<Answer> {
  const source = classifySource(argument);
  if (source.kind === "server") return queryAnswer(source.server, argument, options);
  return parseAnswer(argument, readText(source.file));
}

async function queryAnswer(server: LiveServer, name: string, options: AskOptions): Promise<Answer> {
  const { version, schema } = await askServer(server, options);
  const binary = server.kind === "binary" ? basename(server.path) : name;
  return readAnswer({ name, binary, version, schema });
}

/** Returns the options for asking a server from the flags of a command. */
export function askOptions({ timeout }: { readonly timeout?: number | undefined }): AskOptions {
  return timeout === undefined ? {} : { timeout };
}
