import { checkRules } from "../frontend/rules/check-rules.js";
import { UserError } from "../diagnostics/user-error.js";
import type { Model } from "../model/index.js";
import { printSchema, type PrintedFile } from "../print-schema/schema.js";
import type { Answer } from "./answer.js";
import { buildModel } from "./build/build.js";
import { Graph } from "./graph.js";
import { headerOf } from "./header.js";
import { merge } from "./merge/merge.js";
import { distinguish } from "./origins.js";

export interface ImportOptions {
  /** A schema after which types are called, and from which comes what servers do not show. */
  readonly names?: Model;
}

/** What came of an import. */
export interface Import {
  readonly model: Model;
  readonly files: readonly PrintedFile[];
}

/**
 * Makes QAPI files of what servers say of themselves. Several answers are merged, and what not all of them have says
 * where it exists.
 * @throws UserError where an answer is not one that a schema can have.
 */
export function importAnswers(answers: readonly Answer[], { names }: ImportOptions = {}): Import {
  const graphs = distinguish(answers).map((answer) => new Graph(answer));
  const model = buildModel(merge(graphs), names);
  verify(model, graphs);
  const origins = graphs.map(({ origin }) => origin);
  return { model, files: printSchema(model, { header: () => headerOf(origins) }) };
}

/** A server is held to the language's rules as much as a file is: what breaks them has no place in a schema. */
function verify(model: Model, graphs: readonly Graph[]): void {
  const everything = new Set(model.definitions.map(({ name }) => name));
  const findings = checkRules(model, {
    docRequired: false,
    // The printer writes the exceptions that the names need.
    commandNameExceptions: everything,
    commandReturnsExceptions: everything,
    documentationExceptions: everything,
    memberNameExceptions: everything,
  });
  if (findings.length === 0) return;
  const said = findings.map(
    ({ definition, code, message }) => `\n  ${definition ?? ""}: ${code}: ${message}`,
  );
  throw new UserError(
    `${graphs.map(({ origin }) => origin.name).join(", ")}: no schema has this:${said.join("")}`,
  );
}
