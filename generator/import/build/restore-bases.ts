import {
  commonMembers,
  featuresOf,
  noPosition,
  ownMembers,
  partsOf,
  type Definition,
  type Member,
  type Model,
  type StructType,
  type UnionType,
} from "../../model/index.js";
import { withoutAvailability } from "./documentation.js";
import { moduleName } from "./types.js";

type WithBase = StructType | UnionType;

/**
 * Restores the bases of structs and unions, which introspection does not report: it lists the members of a type and its
 * bases alike. A type keeps its members if it does not have exactly those of the base, with the same types.
 * @param known - the definitions of the matched schema, by the names that the definitions have now.
 * @param names - the matched schema.
 * @param hasDocumentation - whether it provides the documentation of bases.
 */
export function restoreBases(
  definitions: readonly Definition[],
  known: ReadonlyMap<string, Definition>,
  names: Model,
  hasDocumentation: boolean,
): Definition[] {
  const bases = new Bases(definitions, known, names, hasDocumentation);
  return definitions.flatMap((definition) => {
    if (definition.kind !== "struct" && definition.kind !== "union") return [definition];
    const restored = bases.restore(definition);
    return [...bases.takeAdded(), restored];
  });
}

class Bases {
  readonly #names: Model;
  readonly #hasDocumentation: boolean;
  readonly #known: Map<string, Definition>;
  /** With all members. */
  readonly #byName: Map<string, Definition>;
  readonly #added: Definition[] = [];

  constructor(
    definitions: readonly Definition[],
    known: ReadonlyMap<string, Definition>,
    names: Model,
    hasDocumentation: boolean,
  ) {
    this.#hasDocumentation = hasDocumentation;
    this.#names = names;
    this.#known = new Map(known);
    this.#byName = new Map(definitions.map((each) => [each.name, each]));
  }

  /** Returns the bases that were added since the last call, each before the types that extend it. */
  takeAdded(): Definition[] {
    return this.#added.splice(0);
  }

  restore(definition: WithBase): Definition {
    const base = baseOf(this.#known.get(definition.name));
    const members = ownMembers(definition);
    if (base === undefined) return definition;
    const isWhole = definition.kind === "union";
    const baseMembers = this.#membersOfBase(base, members, isWhole);
    if (baseMembers === undefined) return definition;
    const inherited = new Set(baseMembers.map(({ name }) => name));
    if (definition.kind === "struct") {
      const own = members.filter(({ name }) => !inherited.has(name));
      return withOwnDocumentation({ ...definition, base, members: own });
    }
    return withOwnDocumentation({ ...definition, base: { kind: "named", type: base } });
  }

  /**
   * Returns the members of a base if a type has all of them, and adds the base unless it exists.
   * @param isWhole - whether the type must have no other members.
   */
  #membersOfBase(name: string, members: readonly Member[], isWhole: boolean): readonly Member[] | undefined {
    const original = this.#names.byName.get(name);
    if (original?.kind !== "struct") return undefined;
    const existing = this.#byName.get(name);
    if (existing !== undefined) {
      const isBase = existing.kind === "struct" && this.#known.get(name) === original;
      const found = isBase ? existing.members : [];
      const isSame = found.every((each) => isListed(each, members));
      return isBase && isSame && !(isWhole && found.length < members.length) ? found : undefined;
    }
    const defined = commonMembers(this.#names, { kind: "named", type: name });
    const reported = new Map(members.map((member) => [member.name, member]));
    if (defined.some((member) => member.condition === undefined && !reported.has(member.name)))
      return undefined;
    const found = defined.flatMap((member) => reported.get(member.name) ?? []);
    return isWhole && found.length < members.length ? undefined : this.#add(original, found);
  }

  #add(original: StructType, members: readonly Member[]): readonly Member[] {
    const { name } = original;
    const definition: StructType = {
      kind: "struct",
      name,
      module: moduleName,
      position: noPosition,
      condition: undefined,
      // Introspection does not report the features of a base.
      features: original.features.filter(({ condition }) => condition === undefined),
      base: undefined,
      members,
      documentation: this.#hasDocumentation ? withoutAvailability(original).documentation : undefined,
    };
    this.#byName.set(name, definition);
    this.#known.set(name, original);
    const inner =
      original.base === undefined ? undefined : this.#membersOfBase(original.base, members, false);
    const inherited = new Set(inner?.map((member) => member.name));
    const own = members.filter((each) => !inherited.has(each.name));
    this.#added.push(
      withOwnDocumentation(inner ? { ...definition, base: original.base, members: own } : definition),
    );
    return members;
  }
}

function baseOf(definition: Definition | undefined): string | undefined {
  if (definition?.kind === "struct") return definition.base;
  return definition?.kind === "union" && definition.base.kind === "named" ? definition.base.type : undefined;
}

function isListed(member: Member, members: readonly Member[]): boolean {
  const same = members.find(({ name }) => name === member.name);
  return same !== undefined && JSON.stringify(same) === JSON.stringify(member);
}

/** Omits the documentation of the members and features of a base. */
function withOwnDocumentation<T extends WithBase>(definition: T): T {
  const { documentation } = definition;
  if (documentation === undefined) return definition;
  const parts = new Set(partsOf(definition).map(({ name }) => name));
  const features = new Set(featuresOf(definition).map(({ name }) => name));
  return {
    ...definition,
    documentation: {
      ...documentation,
      members: documentation.members.filter(({ name }) => parts.has(name)),
      features: documentation.features.filter(({ name }) => features.has(name)),
    },
  };
}
