import { Ajv, type ValidateFunction } from "ajv";
import { grammar, grammarParts, type ExpressionKind } from "./grammar.js";

const ajv = new Ajv({
  allErrors: true,
  // Errors contain the schema that failed, with its `expected` and `code`.
  verbose: true,
  messages: false,
  strictTypes: false,
  keywords: ["expected", "code"],
  // Compiles each shared part once.
  inlineRefs: false,
  // The grammar is constant and tested, so validating it and optimizing its code cost more than they save.
  validateSchema: false,
  code: { optimize: false },
});
ajv.addSchema({ $id: "grammar", definitions: { ...grammarParts, ...grammar } });

/** Returns the validator of a kind of expression. The first call compiles it. */
export function validatorOf(kind: ExpressionKind): ValidateFunction {
  const validate = ajv.getSchema(`grammar#/definitions/${kind}`);
  if (validate === undefined) throw new Error(`The grammar has no schema for ${kind}`);
  return validate;
}
