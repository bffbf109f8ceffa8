import type { KeywordErrorDefinition } from "ajv";

/** What a keyword says of a failure: facts only, for the words are the runtime's. */
export function facts(params: Exclude<KeywordErrorDefinition["params"], undefined>): KeywordErrorDefinition {
  return { message: "", params };
}
