import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Answer } from "../../import/answer.js";
import { parseAnswer, readAnswer } from "../../import/answer.js";
import { askServer, type LiveServer } from "../../introspection/ask-server.js";
import { recogniseSource } from "../source.js";

/** Reads the answer that an argument names, or asks the server that it means for one. */
export async function answerOf(argument: string): Promise<Answer> {
  const source = recogniseSource(argument);
  if (source.kind === "server") return answerFrom(source.server, argument);
  return parseAnswer(argument, readFileSync(source.file, "utf8"));
}

async function answerFrom(server: LiveServer, name: string): Promise<Answer> {
  const { version, schema } = await askServer(server);
  return readAnswer({
    name,
    binary: server.kind === "binary" ? basename(server.path) : name,
    version,
    schema,
  });
}
