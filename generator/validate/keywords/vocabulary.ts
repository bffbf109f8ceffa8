import type { Ajv } from "ajv";
import { alternativesKeyword, branchesKeyword } from "./choices.js";
import { closedKeyword, propertiesKeyword, requiredKeyword } from "./objects.js";
import { referenceKeyword } from "./reference.js";
import { base64Keyword, scalarKeywords } from "./scalars.js";

/** Teaches the compiler what the language has and JSON Schema has not, and what it says in too many words. */
export function teach(ajv: Ajv): void {
  ajv.addVocabulary(["discriminator", ...scalarKeywords, base64Keyword]);
  // What is missing is told before what is wrong, and that before what is too much.
  for (const keyword of [referenceKeyword, requiredKeyword, propertiesKeyword]) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  ajv.addVocabulary([branchesKeyword, alternativesKeyword, closedKeyword]);
}
