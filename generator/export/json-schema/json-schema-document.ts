import { base64Members } from "../../model/index.js";
import { jsonSchemas } from "../../validate/json-schema.js";
import type { AnnotatedModel } from "../model/read-document.js";
import { titleOf } from "../title.js";
import { jsonSchemaVocabulary } from "./vocabulary.js";

/**
 * Returns JSON Schemas (2020-12) of the arguments and the result of each command, of the data of each event, and of each
 * type as a client sends and receives it. They are in `$defs`, by `arguments.COMMAND`, `return.COMMAND`, `event.EVENT`,
 * `sent.TYPE` and `received.TYPE`.
 */
export function jsonSchemaDocument(content: AnnotatedModel): object {
  const { model, annotations } = content;
  const { $defs } = jsonSchemas(model, {
    base64: base64Members(model, annotations),
    vocabulary: jsonSchemaVocabulary(model, "/$defs"),
    allTypes: true,
  });
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: titleOf(content), $defs };
}
