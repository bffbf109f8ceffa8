import {
  type Definition,
  type EnumValue,
  type Feature,
  makeModel,
  type Member,
  type Members,
  type Model,
  type Module,
} from "qapi-ts-generator";
import type { Fact } from "./compare/facts.js";

/** The model of what has been seen in a binary: other definitions, members, values and features are gone. */
export function selectOffered(model: Model, offered: ReadonlySet<Fact>): Model {
  const selection = new Selection(model, offered);
  return makeModel(selection.modules(), selection.definitions(model.definitions));
}

class Selection {
  readonly #model: Model;
  readonly #offered: ReadonlySet<Fact>;
  readonly #kept: ReadonlyMap<Definition, Definition>;

  constructor(model: Model, offered: ReadonlySet<Fact>) {
    this.#model = model;
    this.#offered = offered;
    const kept = new Set(model.definitions.filter((definition) => offered.has(definition)));
    for (const definition of kept) addBase(model, definition, kept);
    this.#kept = new Map([...kept].map((definition) => [definition, this.#definition(definition)]));
  }

  definitions(definitions: readonly Definition[]): Definition[] {
    return definitions.flatMap((definition) => this.#kept.get(definition) ?? []);
  }

  /** The entry, and the modules that have something left or lead to one that has; only they are included. */
  modules(): Module[] {
    const byName = new Map(this.#model.modules.map((module) => [module.name, module]));
    const isLeft = (name: string): boolean => {
      const module = byName.get(name);
      const own = module?.definitions.some((definition) => this.#kept.has(definition));
      return own === true || (module?.includes.some(isLeft) ?? false);
    };
    const left = this.#model.modules.filter(({ name }, index) => index === 0 || isLeft(name));
    return left.map((module) => ({
      ...module,
      includes: module.includes.filter(isLeft),
      definitions: this.definitions(module.definitions),
      freeForm: [],
    }));
  }

  #definition(definition: Definition): Definition {
    // A base is never shown as such, so nothing was seen of its features.
    const isShown = this.#offered.has(definition);
    const features = isShown ? this.#parts(definition.features) : definition.features;
    switch (definition.kind) {
      case "enum":
        return { ...definition, features, values: this.#featured(definition.values) };
      case "struct":
        return { ...definition, features, members: this.#featured(definition.members) };
      case "union": {
        const base = this.#members(definition.base);
        return { ...definition, features, base, branches: this.#parts(definition.branches) };
      }
      case "alternate":
        return { ...definition, features, alternatives: this.#parts(definition.alternatives) };
      case "command":
      case "event":
      case "accessor":
        return { ...definition, features, data: this.#members(definition.data) };
    }
  }

  #members(members: Members): Members {
    return members.kind === "named" ? members : { ...members, members: this.#featured(members.members) };
  }

  #featured<T extends Member | EnumValue>(parts: readonly T[]): T[] {
    return this.#parts(parts).map((part) => ({ ...part, features: this.#parts<Feature>(part.features) }));
  }

  #parts<T extends Fact>(parts: readonly T[]): T[] {
    return parts.filter((part) => this.#offered.has(part));
  }
}

/** Introspection shows a base only as members of what it is the base of. The set grows while it is walked. */
function addBase(model: Model, definition: Definition, kept: Set<Definition>): void {
  const base = baseOf(definition);
  const found = base === undefined ? undefined : model.byName.get(base);
  if (found) kept.add(found);
}

function baseOf(definition: Definition): string | undefined {
  if (definition.kind === "struct") return definition.base;
  if (definition.kind === "union" && definition.base.kind === "named") return definition.base.type;
  return undefined;
}
