import {
  commonMembers,
  isType,
  type Feature,
  type Member,
  type Members,
  type Model,
  type TypeDefinition,
  type TypeReference,
} from "qapi-ts-generator";
import type { MemberInfo, ObjectInfo, SchemaInfo, TypeInfo } from "qapi-ts-generator/introspection";
import { isIntegerName } from "../../../generator/dist/model/builtin-types.js";
import { compareAlternate, compareEnum, compareUnion, type TypeComparer } from "./kinds.js";
import type { Fact, ObservationLog } from "./observations.js";

/** Stands for the type of absent arguments, data and returns. */
const emptyType = "q_empty";

/** Pairs the types of the schema with the masked types of an answer, starting from the commands and events. */
export class TypeComparison implements TypeComparer {
  readonly model: Model;
  readonly log: ObservationLog;
  readonly #infos: ReadonlyMap<string, SchemaInfo>;
  readonly #names = new NamePairs();
  readonly #pending: (readonly [TypeDefinition, TypeInfo])[] = [];

  constructor(model: Model, infos: ReadonlyMap<string, SchemaInfo>, log: ObservationLog) {
    this.model = model;
    this.#infos = infos;
    this.log = log;
  }

  /** Compares arguments or event data. */
  compareData(path: string, data: Members, mask: string): void {
    if (data.kind === "named") this.compareType(path, { kind: "defined", name: data.type }, mask);
    else if (data.members.length === 0) this.#pair(path, emptyType, mask);
    else this.#compareImplicit(path, data.members, mask);
  }

  compareReturns(path: string, type: TypeReference | undefined, mask: string): void {
    if (type) this.compareType(path, type, mask);
    else this.#pair(path, emptyType, mask);
  }

  /** Compares the types that the earlier comparisons refer to, and the types that those refer to. */
  compareUsedTypes(): void {
    for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
      this.#compareDefinition(...next);
    }
  }

  isEmpty(mask: string): boolean {
    return this.#names.maskOf(emptyType) === mask;
  }

  findType(mask: string): TypeInfo | undefined {
    const info = this.#infos.get(mask);
    return info?.["meta-type"] === "command" || info?.["meta-type"] === "event" ? undefined : info;
  }

  compareType(path: string, type: TypeReference, mask: string): void {
    switch (type.kind) {
      case "builtin":
        // Introspection reports all integer types as int.
        this.log.compare(path, "type", mask, isIntegerName(type.name) ? "int" : type.name);
        return;
      case "array":
        this.#compareArray(path, type.element, mask);
        return;
      case "defined":
        if (this.#pair(path, type.name, mask)) this.#enqueue(path, type.name, mask);
    }
  }

  compareFeatures(path: string, features: readonly Feature[], reported: readonly string[]): void {
    const infos = reported.map((name) => ({ name }));
    this.compareParts(`${path} feature`, features, infos, () => undefined);
  }

  compareParts<F extends Fact, I extends { readonly name: string }>(
    path: string,
    facts: readonly F[],
    infos: readonly I[],
    compare: (fact: F, info: I) => void,
  ): void {
    const reported = new Map(infos.map((info) => [info.name, info]));
    for (const fact of facts) {
      const info = reported.get(fact.name);
      this.log.observe(fact, `${path}.${fact.name}`, info !== undefined);
      if (info) compare(fact, info);
      reported.delete(fact.name);
    }
    for (const name of reported.keys()) this.log.contradict(`${path}.${name}: not in the schema`);
  }

  #compareDefinition(definition: TypeDefinition, info: TypeInfo): void {
    const { name } = definition;
    const isObject = definition.kind === "struct" || definition.kind === "union";
    this.log.compare(name, "meta-type", info["meta-type"], isObject ? "object" : definition.kind);
    this.log.observe(definition, name, true);
    this.compareFeatures(name, definition.features, info.features);
    if (info["meta-type"] === "enum" && definition.kind === "enum") compareEnum(this, definition, info);
    if (info["meta-type"] === "alternate" && definition.kind === "alternate") {
      compareAlternate(this, definition, info);
    }
    if (info["meta-type"] === "object" && isObject) this.#compareObject(definition, info);
  }

  #compareObject(definition: TypeDefinition, info: ObjectInfo): void {
    const { name } = definition;
    this.#compareMembers(name, commonMembers(this.model, { kind: "named", type: name }), info.members);
    const tag = definition.kind === "union" ? definition.discriminator : undefined;
    this.log.compare(name, "discriminator", String(info.tag), String(tag));
    if (definition.kind === "union") compareUnion(this, definition, info);
  }

  #compareMembers(path: string, members: readonly Member[], infos: readonly MemberInfo[]): void {
    this.compareParts(path, members, infos, (member, info) => {
      const memberPath = `${path}.${member.name}`;
      this.log.compare(memberPath, "optionality", String(info.optional), String(member.optional));
      this.compareType(memberPath, member.type, info.type);
      this.compareFeatures(memberPath, member.features, info.features);
    });
  }

  /** Compares inline members, which form an implicit type. */
  #compareImplicit(path: string, members: readonly Member[], mask: string): void {
    const info = this.findType(mask);
    if (info?.["meta-type"] !== "object") this.log.contradict(`${path}: its data is not an object`);
    else if (this.#pair(path, `the data of ${path}`, mask)) this.#compareMembers(path, members, info.members);
  }

  #compareArray(path: string, element: TypeReference, mask: string): void {
    const info = this.findType(mask);
    if (info?.["meta-type"] === "array") this.compareType(path, element, info["element-type"]);
    else this.log.contradict(`${path}: is an array in the schema, but not in the answer`);
  }

  /** Returns whether the pair is new. */
  #pair(path: string, type: string, mask: string): boolean {
    const result = this.#names.add(type, mask);
    if (result === "contradiction") {
      const other = this.#names.typeOf(mask) ?? mask;
      this.log.contradict(`${path}: has type ${type} in the schema, but ${other} in the answer`);
    }
    return result === "new";
  }

  #enqueue(path: string, type: string, mask: string): void {
    const definition = this.model.byName.get(type);
    const info = this.findType(mask);
    if (!info) this.log.contradict(`${path}: the answer has no type '${mask}'`);
    else if (!definition || !isType(definition))
      this.log.contradict(`${path}: the schema has no type '${type}'`);
    else this.#pending.push([definition, info]);
  }
}

/** A one-to-one mapping between the type names of the schema and the masked names of an answer. */
class NamePairs {
  readonly #types = new Map<string, string>();
  readonly #masks = new Map<string, string>();

  add(type: string, mask: string): "new" | "known" | "contradiction" {
    const knownType = this.#types.get(mask);
    const knownMask = this.#masks.get(type);
    if (knownType === undefined && knownMask === undefined) {
      this.#types.set(mask, type);
      this.#masks.set(type, mask);
      return "new";
    }
    return knownType === type && knownMask === mask ? "known" : "contradiction";
  }

  maskOf(type: string): string | undefined {
    return this.#masks.get(type);
  }

  typeOf(mask: string): string | undefined {
    return this.#types.get(mask);
  }
}
