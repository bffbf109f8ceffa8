import { dirname, resolve } from "node:path";
import {
  comparePositions,
  type Diagnostic,
  type DiagnosticSource,
  type Result,
  withoutText,
} from "../diagnostics/diagnostic.js";
import { isWithin, realPathOf } from "../files/files.js";
import { type Annotations, noAnnotations } from "../model/annotations/annotations.js";
import type { Model, Position } from "../model/index.js";
import { pruneModel } from "../model/prune.js";
import { chooseAnnotations } from "../qemu/shipped-files.js";
import { checkDocumentation } from "./documentation/check-documentation.js";
import { type DesugaredSchema, desugarFormer } from "./legacy/desugar-former.js";
import { contentKind, type LoadedSchema, loadSchema } from "./load.js";
import { type ParsedFile, parseFile, type SyntaxDiagnostic } from "./parser.js";
import { readPragmas } from "./pragmas.js";
import { resolveSchema } from "./resolve.js";
import { checkRules } from "./rules/check-rules.js";
import { checkShape } from "./shape/check-shape.js";
import { desugar, draftNote } from "./signal-draft.js";
import type { SourceFile } from "./source.js";
import type { SchemaItem } from "./syntax.js";

/** The result of reading a schema. */
export interface SchemaReading {
  /** Undefined if there are errors. */
  readonly model: Model | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Name the language of the schema if it is not the current one. */
  readonly notes: readonly Diagnostic[];
  /** Every file that was read, the entry first. */
  readonly sources: readonly SchemaSource[];
  /** Absolute paths of the files that were read or could not be read. */
  readonly inputs: readonly string[];
}

export interface SchemaSource {
  /** Absolute. */
  readonly path: string;
  /** The file's name in diagnostics. */
  readonly file: string;
  readonly text: string;
  /** True if diagnostics do not show the text, because the file is not in the folder of the schema. Default: false. */
  readonly isHidden?: boolean;
}

export interface ReadOptions {
  /**
   * Checks documentation against the rules of QEMU 11.1. The rules differ between QEMU versions, so a schema of another
   * version may violate them. A schema in the language of QEMU 6.1 and older is not checked. Default: false.
   */
  readonly documentationRules?: boolean;
  /**
   * The conditions that are true in the build for which the model is pruned later. If that build lacks something that it
   * uses, there are errors. Default: no build is checked. The model always has the definitions of all builds.
   */
  readonly defines?: ReadonlySet<string> | undefined;
  /** Returns true for a file that has not changed since its expressions matched the grammar. It is not checked again. */
  readonly isKnown?: (source: SchemaSource) => boolean;
}

/** Reads the schema whose entry file is `entry`: loads, parses, checks, and resolves it to a model. */
export function readSchema(entry: string, options: ReadOptions = {}): SchemaReading {
  const schema = loadSchema(entry, parse);
  const sources = schema.modules.map(({ source: { path, file, text, isHidden } }) => ({
    path,
    file,
    text,
    ...(isHidden && { isHidden }),
  }));
  const other = otherContent(sources[0]);
  if (other !== undefined)
    return { model: undefined, diagnostics: [other], notes: [], sources, inputs: schema.inputs };
  const former = desugarFormer(schema);
  const { value: model, diagnostics } = analyze(former, options);
  return {
    model,
    diagnostics: withIncludeChains(schema, inFileOrder(sources, diagnostics)),
    notes: withIncludeChains(
      schema,
      [draftNote(schema), former.note].flatMap((note) => note ?? []),
    ),
    sources,
    inputs: schema.inputs,
  };
}

/** Reports an entry file that is an exported model or a saved answer. */
function otherContent(entry: SchemaSource | undefined): Diagnostic | undefined {
  const kind = contentKind(entry?.text ?? "");
  if (entry === undefined || kind === "schema" || kind === "json") return undefined;
  const [what, help] =
    kind === "model"
      ? [
          "an exported model",
          "name the schema that it was exported from; export, introspect and diff read models",
        ]
      : ["an answer of a server", "write a schema from it with import"];
  return {
    code: "not-a-schema",
    severity: "error",
    message: `this is ${what}, not a schema`,
    position: { file: entry.file, line: 1, column: 1 },
    help,
  };
}

function parse(source: SourceFile): ParsedFile<SchemaItem> {
  const parsed = parseFile(source);
  const { value, diagnostics } = desugar(source, parsed.value);
  return { value, diagnostics: [...parsed.diagnostics, ...diagnostics] };
}

/** Errors of syntax and shape are reported together. Each later stage runs only if the earlier ones reported no errors. */
function analyze(
  { schema, leniency, note }: DesugaredSchema,
  { documentationRules = false, defines, isKnown = () => false }: ReadOptions,
): Result<Model | undefined> {
  const early: Diagnostic[] = [
    ...schema.diagnostics.map(withoutVersion),
    ...checkShapes(schema, note === undefined ? isKnown : () => false),
  ];
  if (early.length > 0) return { value: undefined, diagnostics: early };
  const model = resolveSchema(schema);
  const pragmas = readPragmas(schema.pragmas, leniency);
  let diagnostics = checkRules(model, pragmas, schema.definitions);
  if (diagnostics.length === 0 && documentationRules && note === undefined) {
    diagnostics = checkDocumentation(schema, model, pragmas);
  }
  if (diagnostics.length === 0 && defines !== undefined) {
    const expressions = new Map(
      model.definitions.map(({ name }, index) => [name, schema.definitions[index]]),
    );
    const build = pruneModel(model, defines);
    const inBuild = build.definitions.map(({ name }) => expressions.get(name));
    diagnostics = checkRules(build, pragmas, inBuild, model);
  }
  return { value: diagnostics.length === 0 ? model : undefined, diagnostics };
}

function withoutVersion(syntaxDiagnostic: SyntaxDiagnostic): Diagnostic {
  const diagnostic: Diagnostic & { acceptedUntil?: number | undefined } = { ...syntaxDiagnostic };
  delete diagnostic.acceptedUntil;
  return diagnostic;
}

function checkShapes(schema: LoadedSchema, isKnown: (source: SchemaSource) => boolean): Diagnostic[] {
  const unknown = new Set(schema.modules.map(({ source }) => source).filter((source) => !isKnown(source)));
  return [...schema.pragmas, ...schema.definitions]
    .filter(({ source }) => unknown.has(source))
    .flatMap(checkShape);
}

/** Sorts diagnostics by file, in the order in which the files were read, and by position. */
function inFileOrder(
  sources: readonly SchemaSource[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const order = new Map(sources.map(({ file }, index) => [file, index]));
  const indexOf = ({ position }: Diagnostic): number => order.get(position.file) ?? -1;
  return diagnostics.toSorted((a, b) => indexOf(a) - indexOf(b) || comparePositions(a.position, b.position));
}

/** Adds the include directives that lead to the file of each diagnostic. */
function withIncludeChains(schema: LoadedSchema, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sources = new Map(schema.modules.map(({ source }) => [source.file, source]));
  const chains = new Map<SourceFile, readonly Position[]>();
  return diagnostics.map((found) => {
    const source = sources.get(found.position.file);
    if (source === undefined) return found;
    const diagnostic = source.isHidden ? withoutText(found) : found;
    const chain = chains.get(source) ?? source.includeChain();
    chains.set(source, chain);
    return chain.length === 0 ? diagnostic : { ...diagnostic, includedFrom: chain };
  });
}

/** The result of reading a schema and its annotations. */
export interface AnnotatedReading extends SchemaReading {
  /** Undefined if the schema or the annotations have errors. */
  readonly annotations: Annotations | undefined;
}

export interface AnnotatedOptions extends ReadOptions {
  /** The config file that names the annotations file. Default: the user named it. */
  readonly config?: string;
  /** Whether annotations of names that the schema lacks are skipped instead of reported. Default: false. */
  readonly skipUnknown?: boolean;
  /** Whether a schema of QEMU without a file has the annotations that are shipped with the generator. Default: false. */
  readonly recognize?: boolean;
}

/**
 * Reads a schema and its annotations.
 * @param file - the annotations file; `none`; or `qemu` for the annotations that are shipped with the generator.
 */
export async function readAnnotated(
  schema: string,
  file: string | undefined,
  { config, skipUnknown = false, recognize = false, ...options }: AnnotatedOptions = {},
): Promise<AnnotatedReading> {
  const reading = readSchema(schema, options);
  const { model } = reading;
  if (model === undefined) return { ...reading, annotations: undefined };
  const choice = chooseAnnotations(file ?? (recognize ? undefined : "none"), model);
  if (choice.kind === "none") return { ...reading, annotations: noAnnotations };
  const { readAnnotations } = await import("../model/annotations/read-annotations.js");
  if (choice.kind === "shipped") {
    // They were checked against the schemas in this repository, and are not an input of the user.
    const { annotations } = await readAnnotations(choice.file, model, "skip");
    return { ...reading, annotations };
  }
  const handling = skipUnknown ? "skip-unknown" : "report";
  const { annotations, diagnostics: found, source } = await readAnnotations(choice.file, model, handling);
  const owner = { schema, ...(config !== undefined && { config }) };
  const beside = fileBeside(source, found, owner);
  return {
    model,
    notes: reading.notes,
    inputs: [...reading.inputs, beside.source.path],
    annotations,
    diagnostics: [...reading.diagnostics, ...beside.diagnostics],
    sources: [...reading.sources, beside.source],
  };
}

/** Where a file beside a schema is named. */
interface FileOwner {
  /** The schema's entry file. */
  readonly schema: string;
  /** The config file that names the file. Default: the user named it. */
  readonly config?: string;
}

/** A file beside a schema, as a source of diagnostics. */
interface FileBeside {
  readonly source: SchemaSource;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Returns the source and the diagnostics of a file that is read beside a schema. The text of a file that a config names,
 * and that is outside of the folders of the config and of the schema, is not shown.
 */
export function fileBeside(
  source: DiagnosticSource,
  found: readonly Diagnostic[],
  { schema, config }: FileOwner,
): FileBeside {
  const isHidden = config !== undefined && !isShown(source.file, [dirname(config), dirname(schema)]);
  return {
    source: { ...source, path: resolve(source.file), ...(isHidden && { isHidden }) },
    diagnostics: isHidden ? found.map(withoutText) : found,
  };
}

function isShown(file: string, folders: readonly string[]): boolean {
  const realPath = realPathOf(file);
  return folders.some((folder) => isWithin(realPath, folder));
}
