import {
  type AlternateInfo,
  type AlternateType,
  discriminatorValues,
  type EnumInfo,
  type EnumType,
  type ObjectInfo,
  type UnionType,
} from "qapi-ts-generator";
import type { TypePairing } from "./pairing.js";
import { wireKind, wireKindOfInfo } from "./wire-types.js";

export function compareEnum(types: TypePairing, { name, values }: EnumType, info: EnumInfo): void {
  types.parts(name, values, info.members, (value, member) => {
    types.features(`${name}.${value.name}`, value.features, member.features);
  });
}

/** Every value of the discriminator has a variant; it is empty where the union lists no branch. */
export function compareUnion(types: TypePairing, union: UnionType, info: ObjectInfo): void {
  const filled = info.variants.filter((variant) => !types.isEmpty(variant.type));
  const variants = filled.map((variant) => ({ name: variant.case, type: variant.type }));
  types.parts(`${union.name} branch`, union.branches, variants, (branch, variant) => {
    types.type(`${union.name} branch ${branch.name}`, branch.type, variant.type);
  });
  const values = new Set(discriminatorValues(types.model, union).map((value) => value.name));
  const strange = info.variants.filter((variant) => !values.has(variant.case));
  for (const variant of strange) types.witness.disagree(`${union.name}: no branch can be '${variant.case}'`);
}

/** Branch names are not shown; what tells the alternatives apart on the wire does here too. */
export function compareAlternate(types: TypePairing, alternate: AlternateType, info: AlternateInfo): void {
  const masks = info.members.map((mask) => ({ name: wireKindOfInfo(types.info(mask)), mask }));
  const { name } = alternate;
  const shown = new Map(masks.map(({ name: kind, mask }) => [kind, mask]));
  for (const alternative of alternate.alternatives) {
    const kind = wireKind(types.model, alternative.type);
    const mask = shown.get(kind);
    shown.delete(kind);
    types.witness.observe(alternative, `${name}.${alternative.name}`, mask !== undefined);
    if (mask !== undefined) types.type(`${name}.${alternative.name}`, alternative.type, mask);
  }
  for (const kind of shown.keys())
    types.witness.disagree(`${name}: the schema has no alternative for ${kind}`);
}
