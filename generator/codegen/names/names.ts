import type { Result } from "../../diagnostics/diagnostic.js";
import type { Annotations, Model, Module } from "../../model/index.js";
import { isLanguageModule } from "../language-types.js";
import { moduleFolders } from "./folders.js";
import { reservedWords } from "./reserved.js";
import { settle } from "./settle.js";
import { wishKey, type Role } from "./wish.js";
import { wishes } from "./wishes.js";

/** What everything in the output is called. Identifiers are unique over all modules. */
export interface Names {
  /** The protocol's name in PascalCase, such as `Qmp`. */
  readonly protocol: string;
  /** The identifier of a part of a definition, a module or the protocol, when it has one. */
  find(role: Role, ...of: readonly string[]): string | undefined;
  /** The same, where the emitter knows that there is one. */
  of(role: Role, ...of: readonly string[]): string;
  /** A module's folder relative to the output folder, with `/`. Empty if all the schema's definitions are in this module. */
  folder(module: string): string;
}

export interface NamingOptions {
  /** The protocol's name: `Qmp` gives `QmpProtocol`, `QmpSession`, `QmpCommands`, `QmpEvents` and `qmp`. */
  readonly protocol: string;
  /** Identifiers that generated files import, and that nothing else may therefore have. */
  readonly reserved: Iterable<string>;
  /** What is said of the schema beside it, and needs names too. */
  readonly annotations?: Annotations;
}

/** Names everything; collisions and reserved words are settled here and nowhere else, and told. */
export function nameModel(model: Model, options: NamingOptions): Result<Names> {
  const reserved = new Set([...reservedWords, ...options.reserved]);
  const { identifiers, diagnostics } = settle(wishes(model, options.protocol, options.annotations), reserved);
  const folders = moduleFolders(model.modules.map((module) => module.name));
  const root = onlyModule(model)?.name;
  const find: Names["find"] = (role, ...of) => identifiers.get(wishKey(role, ...of));
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
  if (found === undefined) throw new Error(`No name was given to ${role} ${of.join(" ")}`);
  return found;
}
