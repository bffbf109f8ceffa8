import type { Result } from "../../diagnostics/diagnostic.js";
import type { Annotations, Model, Module } from "../../model/index.js";
import { isLanguageModule } from "../language-types.js";
import { moduleFolders } from "./folders.js";
import { allocate } from "./allocate.js";
import { requestKey, type Role } from "./request.js";
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

export interface NamingOptions {
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
