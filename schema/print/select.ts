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
import type { Fact } from "./compare/observations.js";

/** Removes the definitions, members, values, branches and features that no binary reports. */
export function selectReported(model: Model, reported: ReadonlySet<Fact>): Model {
  const selection = new Selection(model, reported);
  return makeModel(selection.modules(), selection.definitions(model.definitions));
}

class Selection {
  readonly #model: Model;
  readonly #reported: ReadonlySet<Fact>;
  readonly #kept: ReadonlyMap<Definition, Definition>;

  constructor(model: Model, reported: ReadonlySet<Fact>) {
    this.#model = model;
    this.#reported = reported;
    const kept = new Set(model.definitions.filter((definition) => reported.has(definition)));
    for (const definition of kept) addBase(model, definition, kept);
    this.#kept = new Map([...kept].map((definition) => [definition, this.#definition(definition)]));
  }

  definitions(definitions: readonly Definition[]): Definition[] {
    return definitions.flatMap((definition) => this.#kept.get(definition) ?? []);
  }

  /** Returns the entry module, and the modules with remaining definitions or includes. */
  modules(): Module[] {
    const byName = new Map(this.#model.modules.map((module) => [module.name, module]));
    const remains = (name: string): boolean => {
      const module = byName.get(name);
      const own = module?.definitions.some((definition) => this.#kept.has(definition));
      return own === true || (module?.includes.some(remains) ?? false);
    };
    const remaining = this.#model.modules.filter(({ name }, index) => index === 0 || remains(name));
    return remaining.map((module) => ({
      ...module,
      includes: module.includes.filter(remains),
      definitions: this.definitions(module.definitions),
      freeForm: [],
    }));
  }

  #definition(definition: Definition): Definition {
    // Introspection does not report bases, so the features of a base are unknown.
    const isReported = this.#reported.has(definition);
    const features = isReported ? this.#parts(definition.features) : definition.features;
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
    return parts.filter((part) => this.#reported.has(part));
  }
}

/** Keeps bases, which introspection does not report. The caller's iteration includes the added bases. */
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
