import {
  discriminatorValues,
  type AlternateType,
  type EnumType,
  type Feature,
  type Model,
  type TypeReference,
  type UnionType,
} from "qapi-ts-generator";
import {
  jsonTypeOfInfo,
  type AlternateInfo,
  type EnumInfo,
  type ObjectInfo,
  type TypeInfo,
} from "qapi-ts-generator/introspection";
import { jsonTypeOf } from "../../../generator/dist/model/queries.js";
import type { Fact, ObservationLog } from "./observations.js";

/** The operations of `TypeComparison` that the comparison of one kind of type uses. */
export interface TypeComparer {
  readonly model: Model;
  readonly log: ObservationLog;
  findType(mask: string): TypeInfo | undefined;
  /** Whether a masked name belongs to the type without members. */
  isEmpty(mask: string): boolean;
  compareType(path: string, type: TypeReference, mask: string): void;
  compareFeatures(path: string, features: readonly Feature[], reported: readonly string[]): void;
  /** Observes each part, and calls `compare` for the parts that the answer has. */
  compareParts<F extends Fact, I extends { readonly name: string }>(
    path: string,
    facts: readonly F[],
    infos: readonly I[],
    compare: (fact: F, info: I) => void,
  ): void;
}

export function compareEnum(comparer: TypeComparer, { name, values }: EnumType, info: EnumInfo): void {
  comparer.compareParts(name, values, info.members, (value, member) => {
    comparer.compareFeatures(`${name}.${value.name}`, value.features, member.features);
  });
}

/** An answer has a variant for every discriminator value; it is empty if the union lists no branch. */
export function compareUnion(comparer: TypeComparer, union: UnionType, info: ObjectInfo): void {
  const filled = info.variants.filter((variant) => !comparer.isEmpty(variant.type));
  const variants = filled.map((variant) => ({ name: variant.case, type: variant.type }));
  comparer.compareParts(`${union.name} branch`, union.branches, variants, (branch, variant) => {
    comparer.compareType(`${union.name} branch ${branch.name}`, branch.type, variant.type);
  });
  const values = new Set(discriminatorValues(comparer.model, union).map((value) => value.name));
  for (const variant of info.variants.filter((each) => !values.has(each.case))) {
    comparer.log.contradict(`${union.name}: the discriminator has no value '${variant.case}'`);
  }
}

/** Answers do not contain the names of alternatives, so the alternatives are matched by JSON type. */
export function compareAlternate(
  comparer: TypeComparer,
  alternate: AlternateType,
  info: AlternateInfo,
): void {
  const { name, alternatives } = alternate;
  const masks = new Map(
    info.members.map((mask) => {
      const type = comparer.findType(mask);
      return [type ? jsonTypeOfInfo(type) : "unknown", mask] as const;
    }),
  );
  for (const alternative of alternatives) {
    const jsonType = jsonTypeOf(comparer.model, alternative.type) ?? "unknown";
    const mask = masks.get(jsonType);
    masks.delete(jsonType);
    comparer.log.observe(alternative, `${name}.${alternative.name}`, mask !== undefined);
    if (mask !== undefined) comparer.compareType(`${name}.${alternative.name}`, alternative.type, mask);
  }
  for (const jsonType of masks.keys()) {
    comparer.log.contradict(`${name}: the schema has no alternative of JSON type ${jsonType}`);
  }
}
