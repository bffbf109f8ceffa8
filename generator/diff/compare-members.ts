import { compareFeatures } from "./compare-features.js";
import { compareTypes } from "./compare-types.js";
import { change, marksOf, same, together, unmarked, type Comparison, type Sides } from "./comparison.js";
import type { MemberShape } from "./interface.js";
import { typeWords } from "./json-kind.js";

/** Compares a member with itself on the other side. */
export function compareMember(old: MemberShape, now: MemberShape, sides: Sides): Comparison {
  const at = {
    path: `.${old.name}`,
    scope: `${scope(old)}|${scope(now)}`,
    marks: marksOf(old.features),
    type: old.owner.name ?? now.owner.name,
  };
  return together(
    compareFeatures(old.features, now.features, at),
    old.optional === now.optional ? same : change(now.optional ? "became-optional" : "became-mandatory", at),
    compareTypes(old.type, now.type, at, sides),
  );
}

export function memberRemoved(member: MemberShape, sides: Sides): Comparison {
  const marks = marksOf(member.features);
  const at = { path: `.${member.name}`, scope: `${scope(member)}|`, marks, type: member.owner.name };
  const kind = member.optional ? "optional-member-removed" : "member-removed";
  return change(kind, at, { old: typeWords(member.type, sides.old) });
}

export function memberAdded(member: MemberShape, sides: Sides): Comparison {
  const at = {
    path: `.${member.name}`,
    scope: `|${scope(member)}`,
    marks: unmarked,
    type: member.owner.name,
  };
  const kind = member.optional ? "optional-member-added" : "member-added";
  return change(kind, at, { new: typeWords(member.type, sides.new) });
}

/** A member is where it is declared: what a base declares is one member, however many types have it. */
function scope({ owner, name }: MemberShape): string {
  return `${owner.id}.${name}`;
}
