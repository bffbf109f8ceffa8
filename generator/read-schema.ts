import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { ShapeChecker } from "./check/shape/check-shape.js";
import { checkRules } from "./check/rules/check-rules.js";
import { loadSchema } from "./load/load.js";
import type { Model } from "./model/index.js";
import { resolveSchema } from "./resolve/resolve.js";

/** What became of a schema: its model if it is sound, and all that is wrong with it otherwise. */
export interface SchemaReading {
  readonly model: Model | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the entry first. */
  readonly sources: readonly SchemaSource[];
}

export interface SchemaSource {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Reads the schema whose entry file is `entry`: load and parse, check the shape, resolve, check the rules. */
export function readSchema(entry: string): SchemaReading {
  const schema = loadSchema(entry);
  const sources = schema.modules.map(({ source: { path, text } }) => ({ path, text }));
  const shape = new ShapeChecker();
  const diagnostics = [
    ...schema.diagnostics,
    ...[...schema.pragmas, ...schema.definitions].flatMap((expression) => shape.check(expression)),
  ];
  if (diagnostics.length > 0) return { model: undefined, diagnostics, sources };
  const model = resolveSchema(schema);
  const findings = checkRules(model);
  return { model: findings.length === 0 ? model : undefined, diagnostics: findings, sources };
}
