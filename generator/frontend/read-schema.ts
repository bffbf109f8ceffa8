import { checkDocumentation } from "./documentation/check-documentation.js";
import { readPragmas } from "./pragmas.js";
import { checkRules } from "./rules/check-rules.js";
import { checkShape } from "./shape/check-shape.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { loadSchema, type LoadedSchema } from "./load.js";
import type { Model } from "../model/index.js";
import { resolveSchema } from "./resolve/resolve.js";

/** What became of a schema: its model if it is sound, and all that is wrong with it otherwise. */
export interface SchemaReading {
  readonly model: Model | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the entry first. */
  readonly sources: readonly SchemaSource[];
  /** Absolute paths of the files that were read or could not be read. */
  readonly inputs: readonly string[];
}

export interface SchemaSource {
  /** Absolute. */
  readonly path: string;
  /** As diagnostics call it. */
  readonly file: string;
  readonly text: string;
}

export interface ReadOptions {
  /**
   * Whether documentation must keep today's rules (QEMU 10.2's). They have changed between QEMU's versions, so
   * that a schema is usable without: by default documentation is read as it comes.
   */
  readonly documentationRules?: boolean;
  /** Files whose expressions this generator has found of sound shape before, and which have not changed since. */
  readonly isKnown?: (source: SchemaSource) => boolean;
}

/** Reads the schema whose entry file is `entry`: load and parse, check the shape, resolve, check the rules. */
export function readSchema(entry: string, options: ReadOptions = {}): SchemaReading {
  const schema = loadSchema(entry);
  const sources = schema.modules.map(({ source: { path, file, text } }) => ({ path, file, text }));
  const { model, findings } = judge(schema, options);
  return { model, diagnostics: withIncludeChains(schema, findings), sources, inputs: schema.inputs };
}

/** A later stage is worth asking only when the earlier ones had nothing to say. */
function judge(
  schema: LoadedSchema,
  { documentationRules = false, isKnown = () => false }: ReadOptions,
): { model: Model | undefined; findings: readonly Diagnostic[] } {
  const early = [...schema.diagnostics, ...shapeFindings(schema, isKnown)];
  if (early.length > 0) return { model: undefined, findings: early };
  const model = resolveSchema(schema);
  const pragmas = readPragmas(schema.pragmas);
  let findings = checkRules(model, pragmas);
  if (findings.length === 0 && documentationRules) findings = checkDocumentation(schema, model, pragmas);
  return { model: findings.length === 0 ? model : undefined, findings };
}

function shapeFindings(schema: LoadedSchema, isKnown: (source: SchemaSource) => boolean): Diagnostic[] {
  const unknown = new Set(schema.modules.map(({ source }) => source).filter((source) => !isKnown(source)));
  return [...schema.pragmas, ...schema.definitions]
    .filter(({ source }) => unknown.has(source))
    .flatMap(checkShape);
}

function withIncludeChains(schema: LoadedSchema, findings: readonly Diagnostic[]): Diagnostic[] {
  const sources = new Map(schema.modules.map(({ source }) => [source.file, source]));
  return findings.map((finding) => {
    const chain = sources.get(finding.position.file)?.includeChain() ?? [];
    return chain.length === 0 ? finding : { ...finding, includedFrom: chain };
  });
}
