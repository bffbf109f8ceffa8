import { placeOf, type Target, type TargetServer } from "../config/target.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { type Annotations, pruneAnnotations } from "../model/annotations/annotations.js";
import type { Model, Module } from "../model/index.js";
import { possibleModel, pruneModel, unknownConditions } from "../model/prune.js";
import { commandDeclarations } from "./commands.js";
import type { Context, Part } from "./context.js";
import { eventDeclarations } from "./events.js";
import { FileBuilder, partPath, relativeSpecifier } from "./file-builder.js";
import type { Declaration, GeneratedFile } from "./file.js";
import { nameModel, withLanguageTypes } from "./names/names.js";
import { effectsFile, mapDeclarations, protocolFile } from "./protocol.js";
import { runtimeSymbols } from "./runtime-symbols.js";
import type { Comment } from "./tsdoc/comment.js";
import { codeSpan } from "./tsdoc/inline.js";
import { typeDeclarations } from "./types.js";

/** What a model becomes. */
interface Emission {
  readonly files: GeneratedFile[];
  /** Errors about names in the target's `exports`; there are no files to write then. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  readonly context: Context;
}

/** Emits the files of a model as data, without the definitions whose conditions the target excludes. */
export function emit(model: Model, given: Annotations, target: Target): Emission {
  const pruned =
    target.defines === undefined ? possibleModel(model) : pruneModel(model, new Set(target.defines));
  const whole = withLanguageTypes(pruned);
  const annotations = pruneAnnotations(whole, given);
  const { value: names, diagnostics } = nameModel(whole, {
    protocol: target.name,
    reserved: runtimeSymbols,
    annotations,
  });
  const context: Context = { model: whole, names, options: target, annotations };
  const files = [...bindings(context)];
  const unknown = unknownConditions([model], target.defines ?? [], (name) => placeOf(target, "define", name));
  const errors = replacedDeclarations(files, target);
  return { files, errors, warnings: [...unknown, ...diagnostics], context };
}

/** Reports the exported names of the runtime that generated declarations have: the index would export only the former. */
function replacedDeclarations(files: readonly GeneratedFile[], target: Target): readonly Diagnostic[] {
  const { exports = [], runtime } = target;
  return exports.flatMap((name): readonly Diagnostic[] => {
    const file = files.find(({ declarations }) => declarations.some((each) => isDeclared(each, name)));
    if (file === undefined) return [];
    const message = `the export ${quote(name)} of ${quote(runtime)} would replace the generated ${quote(name)} of ${quote(file.path)}`;
    const help = `remove ${quote(name)} from "exports", or rename it in ${quote(runtime)}`;
    const position = placeOf(target, "exports", name);
    return [{ code: "config-exports", severity: "error", message, position, help }];
  });
}

function isDeclared(declaration: Declaration, name: string): boolean {
  return declaration.kind !== "augmentation" && declaration.name === name;
}

/** Returns all files of the bindings as data. */
export function bindings(context: Context): readonly GeneratedFile[] {
  const modules = context.model.modules.flatMap((module) => moduleFiles(context, module));
  const origin = `the QAPI schema ${context.model.modules[0]?.name ?? ""}`;
  const protocol = protocolFile(context, origin);
  const exported = modules.filter((file) => file.reexports.length > 0 || isAtRoot(file));
  const index = indexFile(context, "index.ts", origin, [...exported.map((file) => file.path), protocol.path]);
  const { runtime: from, exports: names = [], server } = context.options;
  const documented = server === undefined ? index : { ...index, comment: describeServer(server) };
  const exporting = names.length === 0 ? documented : { ...documented, runtimeExports: { from, names } };
  const effects = effectsFile(context, origin);
  return [...modules, protocol, ...(effects === undefined ? [] : [effects]), exporting];
}

/** Returns the documentation of the entry point: which server has these commands and events. */
function describeServer({ name, version, older = [] }: TargetServer): Comment {
  const others = older.map((each) => `${codeSpan(each.import)} (${each.version})`).join(", ");
  return [
    `The commands and events of ${name} ${version}.`,
    ...(others === "" ? [] : [`Bindings of older versions: ${others}.`]),
    { kind: "tag", name: "packageDocumentation", text: "" },
  ];
}

function isAtRoot(file: GeneratedFile): boolean {
  return !file.path.includes("/");
}

/** Returns a module's files that contain declarations, and their index unless the module is at the root. */
function moduleFiles(context: Context, module: Module): readonly GeneratedFile[] {
  const origin = `the QAPI module ${module.name}`;
  const has = (kind: "command" | "event"): boolean =>
    module.definitions.some((each) => each.kind === kind || each.kind === "accessor");
  const file = (part: Part, declare: (file: FileBuilder) => readonly Declaration[]): GeneratedFile => {
    const builder = new FileBuilder(context, partPath(context, module.name, part));
    return builder.finish(origin, declare(builder));
  };
  const files = [
    file("types", (builder) => [
      ...module.definitions.flatMap((each) => typeDeclarations(builder, each)),
      ...mapDeclarations(builder, module),
    ]),
    ...(has("command") ? [file("commands", (builder) => commandDeclarations(builder, module))] : []),
    ...(has("event") ? [file("events", (builder) => eventDeclarations(builder, module))] : []),
  ].filter((each) => each.declarations.length > 0);
  if (files.length === 0 || context.names.folder(module.name) === "") return files;
  const index = indexFile(
    context,
    partPath(context, module.name, "index"),
    origin,
    files.map((each) => each.path),
  );
  return [...files, index];
}

function indexFile(
  { options }: Context,
  path: string,
  origin: string,
  files: readonly string[],
): GeneratedFile {
  const reexports = files.map((file) => relativeSpecifier(path, file, options.importExtension));
  return { path, origin, imports: [], declarations: [], reexports };
}
