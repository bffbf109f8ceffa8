import { UserError } from "../diagnostics/diagnostic.js";
import { checkMeaning } from "../frontend/rules/check-rules.js";
import type { Model } from "../model/index.js";
import { wrap } from "../print-schema/documentation.js";
import { printSchema, type PrintedFile } from "../print-schema/schema.js";
import { AnswerGraph, distinguishOrigins, type Answer, type Origin } from "./answer.js";
import { sanitizeLabel } from "./build/documentation.js";
import { banner } from "./imported-files.js";
import { buildModel, type ImportOptions } from "./build/build-model.js";
import { merge } from "./merge/merge.js";

export interface Import {
  readonly model: Model;
  readonly files: readonly PrintedFile[];
}

/**
 * Builds a QAPI schema from answers to `query-qmp-schema`. Several answers are merged; the documentation of parts that
 * only some servers have lists those servers.
 * @throws UserError if an answer is inconsistent or violates the rules of the schema language.
 */
export function importAnswers(answers: readonly Answer[], options: ImportOptions = {}): Import {
  const graphs = distinguishOrigins(answers).map((answer) => new AnswerGraph(answer));
  const origins = graphs.map(({ origin }) => origin);
  const model = buildModel(merge(graphs), options);
  verify(model, origins);
  return { model, files: printSchema(model, { header: () => headerOf(origins) }) };
}

/** The maximum number of errors that a message lists. */
const maxViolations = 100;

function verify(model: Model, origins: readonly Origin[]): void {
  const violations = checkMeaning(model);
  if (violations.length === 0) return;
  const lines = violations
    .slice(0, maxViolations)
    .map(({ definition, code, message }) => `\n  ${definition ?? ""}: ${code}: ${message}`);
  const names = origins.map(({ name }) => name).join(", ");
  const more = violations.length - lines.length;
  throw new UserError(
    `${names}: the answer violates rules of the schema language:${lines.join("")}${more > 0 ? `\n  ${more} more errors not shown` : ""}`,
  );
}

function headerOf(origins: readonly Origin[]): string[] {
  return [banner, ...wrap(`Sources: ${origins.map(describeOrigin).join(", ")}.`)];
}

function describeOrigin({ version, target, name }: Origin): string {
  const words = version === undefined ? [name] : [version, ...(target === undefined ? [] : [target])];
  return words.map(sanitizeLabel).join(" ");
}
