import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "./codegen/context.js";
import { type GeneratedFile, isGenerated } from "./codegen/file.js";
import {
  findChanges,
  isOfThisOutput,
  readFolder,
  removeFiles,
  unchanged,
  writeFiles,
  type Changes,
} from "./codegen/output/folder.js";
import { makeFiles } from "./codegen/output/make-files.js";
import {
  contentHash,
  inputsKnownTo,
  inputsOf,
  nothingToRead,
  nothingToWrite,
  outputsOf,
  readManifest,
  reusable,
  writeManifest,
  writtenBy,
  type Manifest,
  type RunIdentity,
} from "./codegen/output/manifest.js";
import { textOf, type MadeFile, type Printer } from "./codegen/printer.js";
import { targetDefaults, type Target, type TargetOptions } from "./config/target.js";
import type { DeviceFacts } from "./devices/facts.js";
import { type Diagnostic, whereNamed } from "./diagnostics/diagnostic.js";
import { obstacles, readText, realPathOf } from "./files/files.js";
import type { SchemaSource } from "./frontend/read-schema.js";
import { importedDevices } from "./import/imported-files.js";
import type { Model } from "./model/index.js";
import type { Annotations } from "./model/annotations/annotations.js";
import { annotationsOf, isNamedAnnotations } from "./qemu/shipped-files.js";

/** The result of a run, or with `check` the changes that a run would make. */
export interface Generation {
  readonly diagnostics: readonly Diagnostic[];
  /** The files that the diagnostics refer to. */
  readonly sources: readonly SchemaSource[];
  /** Undefined if the schema is invalid. In this case no file is changed. */
  readonly changes: Changes | undefined;
  /** Absolute paths of the schema files that the run read or tried to read. */
  readonly inputs: readonly string[];
}

export interface GenerateOptions {
  /** Compares the output without writing, and ignores the cache. Default: false. */
  readonly check?: boolean;
}

/**
 * Generates the bindings of one target: reads the schema, allocates names, emits, prints, formats and writes.
 * Unchanged inputs and outputs are not processed again, and modules are loaded only if a step needs them.
 */
export async function generate(
  options: TargetOptions,
  printer: Printer,
  { check = false }: GenerateOptions = {},
): Promise<Generation> {
  const target: Target = { ...targetDefaults, ...options };
  const out = realPathOf(target.out);
  const run: RunIdentity = { out, schema: target.schema, name: target.name };
  const manifest = check ? undefined : readManifest(run);
  const current = manifest !== undefined && nothingToRead(manifest, target.schema);
  // Loading ts-morph takes longest, so it starts as soon as it is certain to be needed.
  if (!current) printer.prepare();
  const maker = makerOf(target);
  const content = readFolder(out);
  const remembered = manifest?.maker === maker ? manifest : undefined;
  if (current && remembered !== undefined && nothingToWrite(remembered, content)) {
    const inputs = remembered.inputs.map(({ path }) => resolve(dirname(target.schema), path));
    return { diagnostics: [], sources: [], changes: unchanged(remembered.outputs.length), inputs };
  }

  printer.prepare();
  const reading = await readTarget(target, remembered);
  const { described, sources, inputs, diagnostics } = reading;
  if (described === undefined) return { diagnostics, sources, inputs, changes: undefined };
  const made = await makeOutput(described, target, reusable(remembered, content), printer);
  const all = { diagnostics: [...diagnostics, ...made.diagnostics], sources, inputs };
  if (made.files === undefined) return { ...all, changes: undefined };
  const texts = new Map(made.files.map((file) => [file.path, textOf(file)]));

  const isOwn = check ? isOfThisOutput(content, isGenerated) : writtenBy(manifest);
  const state = { content, obstacles: obstacles(out, [...texts.keys()]), isOwn };
  const changes = findChanges(state, texts, isGenerated);
  if (!check && changes.foreign.length === 0) {
    writeFiles(out, pick(texts, [...changes.missing, ...changes.outdated]));
    removeFiles(out, changes.superfluous);
    writeManifest(run, {
      maker,
      inputs: inputsOf(target.schema, sources),
      outputs: outputsOf(made.files),
      warnings: made.diagnostics.length > 0,
      ...(reading.isFormer && { former: true }),
    });
  }
  return { ...all, changes };
}

/** What the files describe that a target names. */
interface Described {
  readonly model: Model;
  readonly annotations: Annotations;
  readonly devices: DeviceFacts | undefined;
}

interface TargetReading extends Omit<Generation, "changes"> {
  /** Undefined if there are errors. */
  readonly described: Described | undefined;
  /** Whether the schema is in a former language. */
  readonly isFormer: boolean;
}

/** Reads the files that a target names. @param last - the record of the last run by the same generator. */
async function readTarget(target: Target, last: Manifest | undefined): Promise<TargetReading> {
  const { schema, skipUnknownAnnotations: skipUnknown = false, config, defines } = target;
  const reader = await import("./frontend/read-schema.js");
  const reading = await reader.readAnnotated(schema, target.annotations, {
    isKnown: inputsKnownTo(last, schema),
    skipUnknown,
    defines: defines && new Set(defines),
    recognize: true,
    ...(config !== undefined && { config }),
  });
  const devices = await readDevices(target);
  const { model, annotations } = reading;
  const isValid = model !== undefined && annotations !== undefined && devices.diagnostics.length === 0;
  return {
    described: isValid ? { model, annotations, devices: devices.facts } : undefined,
    diagnostics: [...reading.diagnostics, ...devices.diagnostics].map((each) =>
      whereNamed(each, target.namedAt ?? new Map()),
    ),
    sources: [...reading.sources, ...devices.sources],
    inputs: [...reading.inputs, ...devices.sources.map(({ path }) => path)],
    isFormer: reading.notes.length > 0,
  };
}

interface Output {
  /** Undefined if there are errors. */
  readonly files: readonly MadeFile[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Emits, prints and formats the files of a target. @param known - the unchanged texts of the last run, by the hash of their source. */
async function makeOutput(
  { model, annotations, devices }: Described,
  target: Target,
  known: Map<string, string>,
  printer: Printer,
): Promise<Output> {
  const { emit } = await import("./codegen/bindings.js");
  const { files, errors, warnings, context } = emit(model, annotations, target);
  if (errors.length > 0) return { files: undefined, diagnostics: errors };
  if (devices !== undefined) files.push(await makeDevices(context, devices));
  const made = await makeFiles(files, known, printer);
  if (target.validators === true) made.push(...(await makeValidators(context, known)));
  return { files: made, diagnostics: warnings };
}

/** Returns a hash of the generator and the options that determine the output. */
function makerOf(target: Target): string {
  return contentHash(
    generatorFingerprint(),
    JSON.stringify([
      target.name,
      target.runtime,
      target.importExtension ?? "js",
      target.defines ?? null,
      target.reference ?? null,
      target.validators ?? false,
      target.exports ?? [],
      annotationsKey(target),
      pathBeside(target.schema, devicesOf(target)),
      target.skipUnknownAnnotations ?? false,
      target.server ?? null,
    ]),
  );
}

/** Identifies the annotations of a target: its file, or the shipped ones, whose content belongs to the generator. */
function annotationsKey({ schema, annotations }: Target): string | null {
  if (annotations !== undefined && !isNamedAnnotations(annotations)) return pathBeside(schema, annotations);
  if (annotations === "none") return annotations;
  return contentHash(
    annotations ?? "",
    ...(["qmp", "qga"] as const).map((each) => readText(annotationsOf(each))),
  );
}

/** Returns the path of a file relative to the schema, which is the same on every machine. */
function pathBeside(schema: string, file: string | undefined): string | null {
  return file === undefined ? null : relative(dirname(schema), file).replaceAll("\\", "/");
}

/** The facts about devices that a target names, if it does. */
interface DevicesReading {
  readonly facts: DeviceFacts | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: readonly SchemaSource[];
}

/** Returns the file with the devices of a target: the one that it names, or that which was imported with its schema. */
function devicesOf({ schema, devices }: Target): string | undefined {
  return devices === "none" ? undefined : (devices ?? importedDevices(schema));
}

/** Returns the files that a target names, or that an import wrote for it. */
export function namedFiles(target: Target): readonly string[] {
  const { schema, annotations } = target;
  const isFile = annotations !== undefined && !isNamedAnnotations(annotations);
  return [schema, ...(isFile ? [annotations] : []), ...[devicesOf(target) ?? []].flat()];
}

async function readDevices(target: Target): Promise<DevicesReading> {
  const file = devicesOf(target);
  if (file === undefined) return { facts: undefined, diagnostics: [], sources: [] };
  const [{ readDeviceFacts }, { fileBeside }] = await Promise.all([
    import("./devices/read-facts.js"),
    import("./frontend/read-schema.js"),
  ]);
  const read = await readDeviceFacts(file);
  const { source, diagnostics } = fileBeside(read.source, read.diagnostics, target);
  return { facts: read.facts, diagnostics, sources: [source] };
}

async function makeDevices(context: Context, facts: DeviceFacts): Promise<GeneratedFile> {
  const { devicesFile } = await import("./codegen/devices-file.js");
  return devicesFile(context, facts);
}

/** Generates the validators. Their dependencies are loaded only for targets with validators. */
async function makeValidators(
  { model, names, options, annotations }: Context,
  known: ReadonlyMap<string, string>,
): Promise<readonly MadeFile[]> {
  const [{ validatorsFiles }, { base64Members }, { checkSize }] = await Promise.all([
    import("./validate/module.js"),
    import("./model/base64.js"),
    import("./model/type-graph.js"),
  ]);
  checkSize(model);
  const base64 = base64Members(model, annotations);
  return validatorsFiles({ model, names, ...options, base64 }).map(({ path, source, make }) => {
    const hash = contentHash(JSON.stringify(source));
    return { path, pieces: [{ source: hash, text: known.get(hash) ?? make() }] };
  });
}

function pick(texts: ReadonlyMap<string, string>, paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, texts.get(path) ?? ""]));
}

/**
 * Returns a hash of the generator's code and of the packages that its output depends on, so that the output of another
 * generator is not considered current. The version is not sufficient, because it does not change during development.
 */
function generatorFingerprint(): string {
  const code = codeFiles(fileURLToPath(new URL(".", import.meta.url))).map(stamp);
  return contentHash(...code, ...["prettier", "ts-morph"].map(packageVersion));
}

function codeFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return /^(node_modules|dist)$/.test(entry.name) ? [] : codeFiles(path);
      return /(?<!\.d)\.[jt]s$/.test(entry.name) ? [path] : [];
    });
}

/** Size and time are used instead of the content, because reading all files would take three times as long. */
function stamp(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve(`${name}/package.json`), "utf8");
}
