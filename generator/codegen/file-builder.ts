import { posix } from "node:path";
import type { ImportExtension } from "../config/target.js";
import type { BuiltinName, Definition, TypeReference } from "../model/index.js";
import type { Role } from "./names/index.js";
import type { Context } from "./context.js";
import type { Declaration, GeneratedFile, Import, Parameter } from "./file.js";
import type { RuntimeFunction, RuntimeType } from "./runtime-symbols.js";

/** The files of a module. */
export type Part = "types" | "commands" | "events";

/**
 * A file while it is being put together: whoever asks it for a name gets the identifier, and the file imports
 * it where it is another's. So a file imports what it uses, and nothing else.
 */
export class FileBuilder {
  readonly context: Context;
  readonly #path: string;
  readonly #imports = { types: new Map<string, Set<string>>(), values: new Map<string, Set<string>>() };
  /** How this file calls others, by their paths: asked for again and again. */
  readonly #specifiers = new Map<string, string>();

  constructor(context: Context, path: string) {
    this.context = context;
    this.#path = path;
  }

  /** The name of a type of the runtime's. */
  runtime(symbol: RuntimeType): string {
    this.#import("types", this.#specifier(runtimeSpecifier, this.context.options.runtime), symbol);
    return symbol;
  }

  /** The name of a function of the runtime's. */
  runtimeFunction(symbol: RuntimeFunction): string {
    this.#import("values", this.#specifier(runtimeSpecifier, this.context.options.runtime), symbol);
    return symbol;
  }

  /** A use of a type. */
  type(reference: TypeReference): string {
    switch (reference.kind) {
      case "array":
        return `${this.type(reference.element)}[]`;
      case "builtin":
        return builtinType(reference.name, this);
      case "defined":
        return this.named(reference.name);
    }
  }

  /** A type of the schema by its name. */
  named(name: string): string {
    const definition = this.context.model.byName.get(name);
    if (definition === undefined) throw new Error(`The model has no type ${name}`);
    return this.declared(definition, "type");
  }

  /** A type that a definition's module declares in its `types.ts`. */
  declared({ name, module }: Pick<Definition, "name" | "module">, role: Role): string {
    return this.use(this.context.names.of(role, name), partPath(this.context, module, "types"));
  }

  /** The first parameter of every generated function. */
  sessionParameter(): Parameter {
    const type = this.use(this.context.names.of("protocol", "session"), protocolPath);
    return { name: "session", type, optional: false };
  }

  /** An identifier that the file at a path declares. */
  use(identifier: string, path: string): string {
    if (path !== this.#path) this.#import("types", this.#specifier(this.#relative, path), identifier);
    return identifier;
  }

  /** The finished file, its imports in an order that does not depend on their use. */
  finish(origin: string, declarations: readonly Declaration[]): GeneratedFile {
    const imports = [...this.#sorted("values"), ...this.#sorted("types")];
    return { path: this.#path, origin, imports, declarations, reexports: [] };
  }

  readonly #relative = (from: string, to: string): string =>
    relativeSpecifier(from, to, this.context.options.importExtension);

  #specifier(find: (from: string, to: string) => string, to: string): string {
    const known = this.#specifiers.get(to);
    if (known !== undefined) return known;
    const specifier = find(this.#path, to);
    this.#specifiers.set(to, specifier);
    return specifier;
  }

  #import(kind: Import["kind"], from: string, name: string): void {
    const imports = this.#imports[kind];
    const names = imports.get(from);
    if (names === undefined) imports.set(from, new Set([name]));
    else names.add(name);
  }

  #sorted(kind: Import["kind"]): readonly Import[] {
    return [...this.#imports[kind]]
      .map(([from, names]): Import => ({ kind, from, names: [...names].sort() }))
      .sort((a, b) => (a.from < b.from ? -1 : 1));
  }
}

const extensions: Readonly<Record<ImportExtension, string>> = { js: ".js", ts: ".ts", none: "" };

/** The path of the file that declares the protocol. */
export const protocolPath = "protocol.ts";

/** Where a part of a module stands. */
export function partPath(context: Context, module: string, part: Part | "index"): string {
  const folder = context.names.folder(module);
  return folder === "" ? `${part}.ts` : `${folder}/${part}.ts`;
}

/** Returns the module specifier by which one generated file imports another. */
export function relativeSpecifier(from: string, to: string, extension: ImportExtension = "js"): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, extensions[extension]);
  return path.startsWith(".") ? path : `./${path}`;
}

/** A package's name is the same everywhere; a path is taken from the output's folder. */
function runtimeSpecifier(from: string, runtime: string): string {
  if (!runtime.startsWith(".")) return runtime;
  const depth = from.split("/").length - 1;
  const specifier = posix.join("../".repeat(depth), runtime);
  return specifier.startsWith(".") ? specifier : `./${specifier}`;
}

/** What a predefined type is in TypeScript. Integers that a double cannot hold have types of the runtime. */
function builtinType(name: BuiltinName, file: FileBuilder): string {
  switch (name) {
    case "str":
      return "string";
    case "bool":
      return "boolean";
    case "null":
      return "null";
    case "any":
      return "unknown";
    case "int":
    case "int64":
      return file.runtime("Int64");
    case "uint64":
    case "size":
      return file.runtime("Uint64");
    case "number":
    case "int8":
    case "int16":
    case "int32":
    case "uint8":
    case "uint16":
    case "uint32":
      return "number";
    case "QType":
      return file.named(name);
  }
}
