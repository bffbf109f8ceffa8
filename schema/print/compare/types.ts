import {
  commonMembers,
  isType,
  type Feature,
  type Member,
  type MemberInfo,
  type Members,
  type Model,
  type ObjectInfo,
  type SchemaInfo,
  type TypeDefinition,
  type TypeReference,
} from "qapi-ts-generator";
import type { Fact } from "./facts.js";
import { compareAlternate, compareEnum, compareUnion } from "./kinds.js";
import { MaskedNames } from "./masked-names.js";
import type { Witness } from "./witness.js";
import type { TypePairing } from "./pairing.js";
import { introspectedName } from "./wire-types.js";

/** The type without members: what is sent where the schema says nothing. */
const emptyType = "q_empty";

/** Pairs the types of the schema with the masked ones of an answer, following every use. */
export class TypeComparison implements TypePairing {
  readonly model: Model;
  readonly witness: Witness;
  readonly #infos: ReadonlyMap<string, SchemaInfo>;
  readonly #names = new MaskedNames();
  readonly #queue: (readonly [TypeDefinition, SchemaInfo])[] = [];

  constructor(model: Model, infos: ReadonlyMap<string, SchemaInfo>, witness: Witness) {
    this.model = model;
    this.#infos = infos;
    this.witness = witness;
  }

  /** Arguments or an event's data. */
  data(path: string, data: Members, mask: string): void {
    if (data.kind === "named") this.type(path, { kind: "defined", name: data.type }, mask);
    else if (data.members.length === 0) this.empty(path, mask);
    else this.#implicit(path, data.members, mask);
  }

  returns(path: string, type: TypeReference | undefined, mask: string): void {
    if (type) this.type(path, type, mask);
    else this.empty(path, mask);
  }

  empty(path: string, mask: string): void {
    this.#pair(path, emptyType, mask);
  }

  isEmpty(mask: string): boolean {
    return this.#names.maskOf(emptyType) === mask;
  }

  info(mask: string): SchemaInfo | undefined {
    return this.#infos.get(mask);
  }

  type(path: string, type: TypeReference, mask: string): void {
    if (type.kind === "builtin") this.witness.compare(path, "its type", mask, introspectedName(type.name));
    else if (type.kind === "array") this.#array(path, type.element, mask);
    else if (this.#pair(path, type.name, mask)) this.#enqueue(path, type.name, mask);
  }

  /** The members of an object: all that the answer has, and which of the schema's are among them. */
  members(path: string, members: readonly Member[], infos: readonly MemberInfo[]): void {
    this.parts(path, members, infos, (member, info) => {
      const place = `${path}.${member.name}`;
      this.witness.compare(place, "whether it is optional", String(info.optional), String(member.optional));
      this.type(place, member.type, info.type);
      this.features(place, member.features, info.features);
    });
  }

  features(path: string, features: readonly Feature[], shown: readonly string[]): void {
    const infos = shown.map((name) => ({ name }));
    this.parts(`${path} feature`, features, infos, () => undefined);
  }

  parts<F extends Fact, I extends { readonly name: string }>(
    path: string,
    facts: readonly F[],
    infos: readonly I[],
    compare: (fact: F, info: I) => void,
  ): void {
    const shown = new Map(infos.map((info) => [info.name, info]));
    for (const fact of facts) {
      const info = shown.get(fact.name);
      this.witness.observe(fact, `${path}.${fact.name}`, info !== undefined);
      if (info) compare(fact, info);
      shown.delete(fact.name);
    }
    for (const name of shown.keys()) this.witness.disagree(`${path}.${name}: the schema does not have it`);
  }

  /** Compares the types that uses have led to, until there are no more. */
  finish(): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#definition(...next);
  }

  #definition(definition: TypeDefinition, info: SchemaInfo): void {
    const { name } = definition;
    const isObject = definition.kind === "struct" || definition.kind === "union";
    this.witness.compare(name, "its kind", info["meta-type"], isObject ? "object" : definition.kind);
    this.witness.observe(definition, name, true);
    this.features(name, definition.features, info.features);
    if (info["meta-type"] === "enum" && definition.kind === "enum") compareEnum(this, definition, info);
    if (info["meta-type"] === "alternate" && definition.kind === "alternate")
      compareAlternate(this, definition, info);
    if (info["meta-type"] === "object" && isObject) this.#object(definition, info);
  }

  #object(definition: TypeDefinition, info: ObjectInfo): void {
    const { name } = definition;
    this.members(name, commonMembers(this.model, { kind: "named", type: name }), info.members);
    const tag = definition.kind === "union" ? definition.discriminator : undefined;
    this.witness.compare(name, "its discriminator", String(info.tag), String(tag));
    if (definition.kind === "union") compareUnion(this, definition, info);
  }

  /** The type that stands for members written in place. */
  #implicit(path: string, members: readonly Member[], mask: string): void {
    const info = this.info(mask);
    if (info?.["meta-type"] !== "object") this.witness.disagree(`${path}: its data is not an object`);
    else if (this.#pair(path, `the data of ${path}`, mask)) this.members(path, members, info.members);
  }

  #array(path: string, element: TypeReference, mask: string): void {
    const info = this.info(mask);
    if (info?.["meta-type"] === "array") this.type(path, element, info["element-type"]);
    else this.witness.disagree(`${path}: the schema has an array here`);
  }

  /** Whether the pair is one to look into. */
  #pair(path: string, type: string, mask: string): boolean {
    const result = this.#names.pair(type, mask);
    if (result === "contradiction")
      this.witness.disagree(
        `${path}: is of type ${type}, but ${this.#names.typeOf(mask) ?? mask} stands there`,
      );
    return result === "new";
  }

  #enqueue(path: string, type: string, mask: string): void {
    const definition = this.model.byName.get(type);
    const info = this.info(mask);
    if (!info) this.witness.disagree(`${path}: the answer has no type '${mask}'`);
    else if (!definition || !isType(definition))
      this.witness.disagree(`${path}: the schema has no type '${type}'`);
    else this.#queue.push([definition, info]);
  }
}
