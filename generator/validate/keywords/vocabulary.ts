import type { CodeKeywordDefinition } from "ajv";
import { alternativesKeyword, branchesKeyword } from "./choices.js";
import { integerKeyword } from "./integer.js";
import { amongKeyword, base64Keyword, closedKeyword, numericKeyword } from "./scalars.js";

/** What the language has and JSON Schema has not, or not so. */
export const vocabulary: readonly (CodeKeywordDefinition | string)[] = [
  "discriminator",
  integerKeyword,
  numericKeyword,
  amongKeyword,
  base64Keyword,
  branchesKeyword,
  alternativesKeyword,
  // Last, so that what is missing is told before what is too much.
  closedKeyword,
];
