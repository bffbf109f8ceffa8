import {
  commonMembers,
  discriminatorValues,
  ownMembers,
  qTypeValues,
  type Command,
  type Definition,
  type Event,
  type Feature,
  type Member,
  type Members,
  type Model,
  type TypeReference,
  type UnionType,
} from "../model/index.js";
import { nameModel } from "../codegen/names/names.js";
import { lowerAccessors } from "../model/make-model.js";
import { checkSize } from "../model/type-graph.js";
import type {
  CommandShape,
  EventShape,
  Interface,
  MemberOwner,
  MemberShape,
  Shape,
  Type,
} from "./interface.js";

/**
 * Returns the interface that a schema describes. Remaining conditions of the model count as true.
 * @throws UserError if the types have more than 500,000 members with those of their bases.
 */
export function interfaceOfModel(model: Model): Interface {
  checkSize(model);
  return new ModelReader(lowerAccessors(model)).read();
}

/** A command without arguments or return value, and an event without data, use an object type without members. */
const empty: Type = { kind: "shape", id: "q_empty" };

class ModelReader {
  readonly #model: Model;
  readonly #owners: ReadonlyMap<Member, MemberOwner>;
  readonly #identifiers: ReadonlyMap<string, string>;
  /** Arguments and event data by the id of their object type. */
  readonly #data = new Map<string, Members>();
  readonly #shapes = new Map<string, Shape>();

  constructor(model: Model) {
    this.#model = model;
    this.#owners = memberOwners(model);
    this.#identifiers = identifiersOf(model);
  }

  read(): Interface {
    const commands = new Map<string, CommandShape>();
    const events = new Map<string, EventShape>();
    for (const definition of this.#model.definitions) {
      if (definition.kind === "command") commands.set(definition.name, this.#command(definition));
      if (definition.kind === "event") events.set(definition.name, this.#event(definition));
      if ("data" in definition) this.#data.set(dataId(definition.name), definition.data);
    }
    const identifiers = new Set(this.#identifiers.values());
    return { commands, events, identifiers, shape: (id) => this.#shape(id) };
  }

  #command(command: Command): CommandShape {
    return {
      features: featureNames(command.features),
      arguments: dataType(command),
      returns: command.returns ? typeOf(command.returns) : empty,
      oob: command.allowOob,
      schemaOnly: {
        open: !command.gen,
        replies: command.successResponse,
        preconfig: command.allowPreconfig,
      },
    };
  }

  #event(event: Event): EventShape {
    return { features: featureNames(event.features), data: dataType(event) };
  }

  #shape(id: string): Shape {
    const known = this.#shapes.get(id) ?? this.#describe(id);
    this.#shapes.set(id, known);
    return known;
  }

  #describe(id: string): Shape {
    const definition = this.#model.byName.get(id);
    const identifier = this.#identifiers.get(id);
    if (definition) return this.#defined(definition, { id, name: definition.name, identifier });
    const base = { id, name: undefined, identifier, features: [] };
    if (id === "QType") return { ...base, kind: "enum", values: qTypeValues.map(withoutFeatures) };
    return {
      ...base,
      kind: "object",
      ...this.#plainObject(this.#data.get(id) ?? { kind: "inline", members: [] }),
    };
  }

  #defined(definition: Definition, names: Pick<Shape, "id" | "name" | "identifier">): Shape {
    const base = { ...names, features: featureNames(definition.features) };
    switch (definition.kind) {
      case "enum":
        return { ...base, kind: "enum", values: definition.values.map(named) };
      case "alternate":
        return {
          ...base,
          kind: "alternate",
          alternatives: definition.alternatives.map(({ type }) => typeOf(type)),
        };
      case "union":
        return { ...base, kind: "object", ...this.#union(definition) };
      case "struct":
      case "command":
      case "event":
      case "accessor":
        return { ...base, kind: "object", ...this.#plainObject({ kind: "named", type: definition.name }) };
    }
  }

  #plainObject(data: Members) {
    return { members: this.#members(data), tag: undefined, branches: new Map<string, Type>() };
  }

  /** A discriminator value that the union does not list selects an empty branch. */
  #union(union: UnionType) {
    const branches = new Map<string, Type>();
    for (const { name } of discriminatorValues(this.#model, union)) branches.set(name, empty);
    for (const { name, type } of union.branches) branches.set(name, typeOf(type));
    return { members: this.#members(union.base), tag: union.discriminator, branches };
  }

  #members(data: Members): MemberShape[] {
    return commonMembers(this.#model, data).map((member) => ({
      ...named(member),
      optional: member.optional,
      type: typeOf(member.type),
      owner: this.#owners.get(member) ?? { id: member.name, name: undefined },
    }));
  }
}

function dataType({ name, data }: Command | Event): Type {
  if (data.kind === "named") return { kind: "shape", id: data.type };
  return data.members.length === 0 ? empty : { kind: "shape", id: dataId(name) };
}

function typeOf(type: TypeReference): Type {
  switch (type.kind) {
    case "array":
      return { kind: "array", element: typeOf(type.element) };
    case "defined":
      return { kind: "shape", id: type.name };
    case "builtin":
      // QType is a predefined enum.
      return type.name === "QType" ? { kind: "shape", id: type.name } : { kind: "builtin", name: type.name };
  }
}

/** Maps type ids to the names under which TypeScript code imports the types. */
function identifiersOf(model: Model): ReadonlyMap<string, string> {
  const { value: names } = nameModel(model, { protocol: "Protocol", reserved: [] });
  const pairs = model.definitions.flatMap(({ kind, name }) => {
    const role = kind === "command" ? "arguments" : kind === "event" ? "event" : "type";
    const identifier = names.find(role, name);
    const id = role === "type" ? name : dataId(name);
    return identifier === undefined ? [] : [[id, identifier] as const];
  });
  return new Map(pairs);
}

/** Returns the id of the implicit object type of a command's arguments or an event's data. */
function dataId(message: string): string {
  return `q_obj_${message}`;
}

/** Maps members to the definitions that declare them. Types that share a base share the members of that base. */
function memberOwners(model: Model): ReadonlyMap<Member, MemberOwner> {
  const owners = new Map<Member, MemberOwner>();
  for (const definition of model.definitions) {
    const { name, kind } = definition;
    const isMessage = kind === "command" || kind === "event";
    const owner = isMessage ? { id: dataId(name), name: undefined } : { id: name, name };
    for (const member of ownMembers(definition)) owners.set(member, owner);
  }
  return owners;
}

function named(item: { readonly name: string; readonly features: readonly Feature[] }) {
  return { name: item.name, features: featureNames(item.features) };
}

function withoutFeatures(name: string) {
  return { name, features: [] };
}

function featureNames(features: readonly Feature[]): string[] {
  return features.map(({ name }) => name);
}
