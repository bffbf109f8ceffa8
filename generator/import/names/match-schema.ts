import type {
  AlternateType,
  Command,
  Definition,
  Event,
  Members,
  Model,
  TypeDefinition,
  TypeReference,
} from "../../model/index.js";
import { commonMembers } from "../../model/index.js";
import type { MergedEntry, MergedSchema, MergedType, Use } from "../merge/merged.js";
import { typeIn } from "./uses.js";
import { misfit } from "./misfit.js";
import { referenceJsonType } from "./reference-json-type.js";

/** What a schema has for what servers show. */
export interface SchemaMatch {
  readonly model: Model;
  /** The schema's command or event of that name. */
  entry(name: string): Command | Event | undefined;
  /** The schema's definition of the type with that number. */
  readonly types: ReadonlyMap<number, TypeDefinition>;
}

/**
 * Finds the schema's type for each type of the servers', by the places where they stand. The schema may be of another
 * version than the servers: where several of its types stand in the places of one, or one in the places of several,
 * those belong together that differ least.
 */
export function matchSchema(schema: MergedSchema, model: Model): SchemaMatch {
  const pairs = new Pairing(schema, model).run();
  const types = new Map<number, TypeDefinition>();
  const given = new Set<TypeDefinition>();
  for (const { id, definition } of pairs.sort(byMisfit)) {
    if (types.has(id) || given.has(definition)) continue;
    types.set(id, definition);
    given.add(definition);
  }
  return { model, types, entry: (name) => entryIn(model, name) };
}

function entryIn(model: Model, name: string): Command | Event | undefined {
  const found = model.byName.get(name);
  return found?.kind === "command" || found?.kind === "event" ? found : undefined;
}

interface Pair {
  readonly id: number;
  readonly definition: TypeDefinition;
  /** How much one has that the other has not. */
  readonly misfit: number;
}

function byMisfit(a: Pair, b: Pair): number {
  return a.misfit === b.misfit ? 0 : a.misfit - b.misfit;
}

/** More than any difference: a type that is known by its place goes before one that only looks alike. */
const guess = Infinity;

/** Goes through both from the commands and events, side by side. */
class Pairing {
  readonly #schema: MergedSchema;
  readonly #model: Model;
  readonly #pairs = new Map<string, Pair>();

  constructor(schema: MergedSchema, model: Model) {
    this.#schema = schema;
    this.#model = model;
  }

  run(): Pair[] {
    for (const entry of this.#schema.entries) {
      const definition = entryIn(this.#model, entry.name);
      if (definition) this.#entry(entry, definition);
    }
    for (const use of this.#schema.unused) this.#unused(typeIn(use));
    // The map grows while it is gone through.
    for (const { id, definition } of this.#pairs.values()) {
      const type = this.#schema.types.get(id);
      if (type) this.#type(type, definition);
    }
    return [...this.#pairs.values()];
  }

  #entry(entry: MergedEntry, definition: Command | Event): void {
    if (entry.data) this.#data(entry.data, definition.data);
    if (entry.kind === "event" || definition.kind === "event") return;
    if (entry.returns) this.#use(entry.returns, definition.returns);
  }

  /** What nothing uses is recognised by what it is: it may be any type that has just these members. */
  #unused(id: number | undefined): void {
    const type = id === undefined ? undefined : this.#schema.types.get(id);
    if (id === undefined || !type) return;
    for (const definition of this.#model.definitions.filter(isType)) {
      if (misfit(this.#model, type, definition) !== 0) continue;
      this.#pairs.set(`${id} ${definition.name}`, { id, definition, misfit: guess });
    }
  }

  #data(use: Use, data: Members): void {
    if (data.kind === "named") this.#use(use, { kind: "defined", name: data.type });
    else if (use.kind === "type") this.#members(this.#schema.types.get(use.id), data);
  }

  #type(type: MergedType, definition: TypeDefinition): void {
    if (definition.kind === "alternate") this.#alternatives(type, definition);
    if (definition.kind !== "struct" && definition.kind !== "union") return;
    this.#members(type, { kind: "named", type: definition.name });
    if (definition.kind !== "union" || type.kind !== "object") return;
    const branches = new Map(definition.branches.map((branch) => [branch.name, branch.type]));
    for (const { name, use } of type.variants) if (use) this.#use(use, branches.get(name));
  }

  #members(type: MergedType | undefined, data: Members): void {
    if (type?.kind !== "object") return;
    const members = new Map(commonMembers(this.#model, data).map((member) => [member.name, member.type]));
    for (const { name, use } of type.members) this.#use(use, members.get(name));
  }

  #alternatives(type: MergedType, definition: AlternateType): void {
    if (type.kind !== "alternate") return;
    const branches = new Map(
      definition.alternatives.map((branch) => [referenceJsonType(this.#model, branch.type), branch.type]),
    );
    for (const { jsonType, use } of type.alternatives) this.#use(use, branches.get(jsonType));
  }

  #use(use: Use, type: TypeReference | undefined): void {
    if (use.kind === "array" && type?.kind === "array") this.#use(use.element, type.element);
    if (use.kind !== "type" || type?.kind !== "defined") return;
    const definition = this.#model.byName.get(type.name);
    const own = this.#schema.types.get(use.id);
    const key = `${use.id} ${type.name}`;
    if (!own || !definition || !isType(definition) || this.#pairs.has(key)) return;
    const difference = misfit(this.#model, own, definition);
    if (difference !== undefined) this.#pairs.set(key, { id: use.id, definition, misfit: difference });
  }
}

function isType(definition: Definition): definition is TypeDefinition {
  return ["enum", "struct", "union", "alternate"].includes(definition.kind);
}
