import type { Result } from "../../diagnostics/diagnostic.js";
import {
  type Annotations,
  type Definition,
  type EnumType,
  type Model,
  type Module,
  partsOf,
  type Position,
  qTypeValues,
  type TypeReference,
} from "../../model/index.js";
import { allocate, requestKey, type Role } from "./allocate.js";
import { nameRequests } from "./requests.js";

/** The identifiers and folders in the output. Identifiers are unique over all modules. */
export interface Names {
  /** The protocol's name in PascalCase, such as `Qmp`. */
  readonly protocol: string;
  /** Returns the identifier for a role of a definition, a module or the protocol, if it has one. */
  find(role: Role, ...of: readonly string[]): string | undefined;
  /** Returns the same identifier. Throws if there is none. */
  of(role: Role, ...of: readonly string[]): string;
  /** A module's folder relative to the output folder, with `/`. Empty if all the schema's definitions are in this module. */
  folder(module: string): string;
}

interface NamingOptions {
  /** The protocol's name: `Qmp` gives `QmpProtocol`, `QmpSession`, `QmpCommands`, `QmpEvents` and `qmp`. */
  readonly protocol: string;
  /** Identifiers that generated files import and that declarations must not have. */
  readonly reserved: Iterable<string>;
  /** Annotations, whose accessors and completions need names. */
  readonly annotations?: Annotations;
}

/**
 * Allocates all names. Reports each name that differs from the preferred one because of a collision or a reserved
 * word.
 */
export function nameModel(model: Model, options: NamingOptions): Result<Names> {
  const reserved = new Set([...reservedWords, ...options.reserved]);
  const { identifiers, diagnostics } = allocate(
    nameRequests(model, options.protocol, options.annotations),
    reserved,
  );
  const folders = moduleFolders(model.modules.map((module) => module.name));
  const root = onlyModule(model)?.name;
  const find: Names["find"] = (role, ...of) => identifiers.get(requestKey(role, ...of));
  const value: Names = {
    protocol: options.protocol,
    find,
    of: (role, ...of) => known(find(role, ...of), role, of),
    folder: (module) => (module === root ? "" : known(folders.get(module), "folder", [module])),
  };
  return { value, diagnostics };
}

function onlyModule({ modules }: Model): Module | undefined {
  const [first, ...others] = modules.filter(
    (module) => module.definitions.length > 0 && !isLanguageModule(module),
  );
  return others.length === 0 ? first : undefined;
}

function known(found: string | undefined, role: string, of: readonly string[]): string {
  if (found === undefined) throw new Error(`No name was allocated for ${role} ${of.join(" ")}`);
  return found;
}

/**
 * Reserved words of the language, globals that generated code uses, and `then`, which would make a dynamically
 * imported module a thenable.
 */
const reservedWords: ReadonlySet<string> = new Set([
  ..."any arguments as async await bigint boolean break case catch class const continue debugger".split(" "),
  ..."declare default delete do else enum eval export extends false finally for from function".split(" "),
  ..."get if implements import in infer instanceof interface keyof let module namespace never new".split(" "),
  ..."null number object of package private protected public readonly require return set static".split(" "),
  ..."string super switch symbol this throw true try type typeof undefined unique unknown var".split(" "),
  ..."void while with yield Infinity NaN globalThis Object Promise Uint8Array then".split(" "),
]);

/** Device names of Windows, with any extension, and the folder that Node's module resolution uses. */
const reservedFolders = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|node_modules)$/i;

/**
 * Returns the folder of each module, relative to the output folder: `../../qapi/block-core` -> `qapi/block-core`.
 * Folders are inside the output folder and distinct on case-insensitive file systems. Their names contain no dots, so
 * that they do not collide with files.
 */
export function moduleFolders(modules: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  for (const module of [...modules].sort()) {
    const preferred = module.split(/[/\\]/).map(folderName).filter(Boolean).join("/") || "module";
    folders.set(module, firstFree(preferred, taken, counts));
  }
  return folders;
}

function folderName(segment: string): string {
  const name = segment.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|(?<!-)-+$/g, "");
  return reservedFolders.test(name) ? `${name}_` : name.slice(0, 100);
}

/** @param counts - the number at which the search for each name resumes. */
function firstFree(preferred: string, taken: Set<string>, counts: Map<string, number>): string {
  for (let count = counts.get(preferred.toLowerCase()) ?? 1; ; count++) {
    const candidate = count === 1 ? preferred : `${preferred}-${count}`;
    if (taken.has(candidate.toLowerCase())) continue;
    taken.add(candidate.toLowerCase());
    counts.set(preferred.toLowerCase(), count + 1);
    return candidate;
  }
}

/** Types that the language defines are not in a schema file. */
const builtInPosition: Position = { file: "(the language)", line: 1, column: 1 };

/** Adds a module with the types that the language defines, if the model uses any of them. */
export function withLanguageTypes(model: Model): Model {
  if (!model.definitions.some((definition) => references(definition).some(isQType))) return model;
  const module = languageModule(model);
  return {
    modules: [...model.modules, module],
    definitions: [...model.definitions, ...module.definitions],
    byName: new Map([...model.byName, ...module.definitions.map((each) => [each.name, each] as const)]),
  };
}

function isLanguageModule({ file }: Module): boolean {
  return file === builtInPosition.file;
}

function languageModule(model: Model): Module {
  let name = "language";
  while (model.modules.some((module) => module.name === name)) name += "-itself";
  return { name, file: builtInPosition.file, includes: [], definitions: [qType(name)], freeForm: [] };
}

function qType(module: string): EnumType {
  const plain = { position: builtInPosition, condition: undefined, features: [] };
  return {
    ...plain,
    kind: "enum",
    name: "QType",
    module,
    documentation: undefined,
    prefix: undefined,
    values: qTypeValues.map((name) => ({ ...plain, name })),
  };
}

function isQType(reference: TypeReference): boolean {
  if (reference.kind === "array") return isQType(reference.element);
  return reference.kind === "builtin" && reference.name === "QType";
}

/** Returns the types that a definition refers to, apart from those that it names as its base or data. */
function references(definition: Definition): readonly TypeReference[] {
  const ofParts = partsOf(definition).flatMap((part) => ("type" in part ? [part.type] : []));
  const returns = definition.kind === "command" ? definition.returns : undefined;
  return returns === undefined ? ofParts : [...ofParts, returns];
}
