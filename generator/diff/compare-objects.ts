import { compareTypes, describeType } from "./compare-types.js";
import {
  change,
  combine,
  combineAll,
  compareFeatures,
  stabilityOf,
  stable,
  unchanged,
  type Comparison,
  type Location,
  type Lookups,
  type Reference,
} from "./comparison.js";
import type { MemberShape, ObjectShape, ShapeLookup } from "./interface.js";

/** An object whose branches are resolved. */
interface ResolvedObject extends Omit<ObjectShape, "branches"> {
  readonly branches: ReadonlyMap<string, ObjectShape>;
}

/**
 * Compares objects. The wire does not show whether a member belongs to the object or to its branches, so a member
 * that moves between them is unchanged.
 */
export function compareObjects(before: ObjectShape, after: ObjectShape, lookups: Lookups): Comparison {
  const [oldObject, newObject] = withSameTag(resolve(before, lookups.old), resolve(after, lookups.new));
  const hasOtherTag =
    oldObject.tag !== newObject.tag && oldObject.tag !== undefined && newObject.tag !== undefined;
  const common = oldObject.members.flatMap((member) => {
    const counterpart = memberNamed(newObject.members, member.name);
    return counterpart ? [compareMember(member, counterpart, lookups)] : [];
  });
  const oldOnly = unmatchedMembers(oldObject, newObject, lookups.new);
  const newOnly = unmatchedMembers(newObject, oldObject, lookups.old);
  return combineAll([
    ...common,
    ...oldOnly.unique.map((member) => memberRemoved(member, lookups)),
    ...newOnly.unique.map((member) => memberAdded(member, lookups)),
    hasOtherTag
      ? change("tag-changed", locate(oldObject, newObject, ""), { old: oldObject.tag, new: newObject.tag })
      : compareBranches(oldObject, newObject, { old: oldOnly.inBranches, new: newOnly.inBranches }),
  ]);
}

function resolve(shape: ObjectShape, lookup: ShapeLookup): ResolvedObject {
  const branches = [...shape.branches].flatMap(([value, type]) => {
    const branch = type.kind === "shape" ? lookup(type.id) : undefined;
    return branch?.kind === "object" ? [[value, branch] as const] : [];
  });
  return { ...shape, branches: new Map(branches) };
}

/** Treats a plain object that is compared with a union as a union with empty branches, if it has the tag's member. */
function withSameTag(
  before: ResolvedObject,
  after: ResolvedObject,
): readonly [ResolvedObject, ResolvedObject] {
  if (before.tag === undefined && after.tag !== undefined) return [asUnion(before, after), after];
  if (after.tag === undefined && before.tag !== undefined) return [before, asUnion(after, before)];
  return [before, after];
}

function asUnion(plain: ResolvedObject, { tag, branches }: ResolvedObject): ResolvedObject {
  if (tag === undefined || !memberNamed(plain.members, tag)) return plain;
  return { ...plain, tag, branches: new Map([...branches.keys()].map((value) => [value, emptyObject])) };
}

const emptyObject: ObjectShape = {
  kind: "object",
  id: "",
  name: undefined,
  identifier: undefined,
  features: [],
  members: [],
  tag: undefined,
  branches: new Map(),
};

interface UnmatchedMembers {
  readonly unique: readonly MemberShape[];
  /** The other object has these members in branches. */
  readonly inBranches: readonly MemberShape[];
}

/** Finds the members of one object that are not common members of the other. */
function unmatchedMembers(one: ResolvedObject, other: ResolvedObject, lookup: ShapeLookup): UnmatchedMembers {
  const rest = one.members.filter(({ name }) => !memberNamed(other.members, name));
  const branches = [...other.branches].filter(([value]) => one.branches.has(value));
  const names = new Set(
    rest.length === 0 ? [] : namesIn(new Set(branches.map(([, branch]) => branch)), lookup),
  );
  const isInBranch = ({ name }: MemberShape): boolean => names.has(name);
  return { unique: rest.filter((member) => !isInBranch(member)), inBranches: rest.filter(isInBranch) };
}

/** The most branches whose members are looked up, so that the time for nested unions does not grow with their square. */
const maxBranches = 10_000;

/** Returns the names of the members of branches, which can be unions. */
function namesIn(branches: Set<ObjectShape>, lookup: ShapeLookup): readonly string[] {
  // The iteration includes the branches that it adds.
  for (const branch of branches) {
    if (branches.size > maxBranches) break;
    for (const inner of resolve(branch, lookup).branches.values()) branches.add(inner);
  }
  return [...branches].flatMap(({ members }) => members.map(({ name }) => name));
}

/** `moved` are the common members of each side that the other side has in branches. */
function compareBranches(
  before: ResolvedObject,
  after: ResolvedObject,
  moved: Readonly<Record<"old" | "new", readonly MemberShape[]>>,
): Comparison {
  const values = new Set([...before.branches.keys(), ...after.branches.keys()]);
  const tag = before.tag ?? after.tag ?? "";
  return combineAll(
    [...values].map((value) => {
      const [oldBranch, newBranch] = [before.branches.get(value), after.branches.get(value)];
      const at = locate(before, after, `(${tag}=${value})`);
      if (!oldBranch) return isEmpty(newBranch) ? unchanged : change("branch-added", at, { new: value });
      if (!newBranch) return isEmpty(oldBranch) ? unchanged : change("branch-removed", at, { old: value });
      const reference: Reference = {
        path: at.path,
        stability: stable,
        old: withMembers(oldBranch, moved.old),
        new: withMembers(newBranch, moved.new),
      };
      return { changes: [], references: [reference] };
    }),
  );
}

/** The comparison of the tag's values already reports a branch without members. */
function isEmpty(branch: ObjectShape | undefined): boolean {
  return branch === undefined || (branch.members.length === 0 && branch.tag === undefined);
}

/**
 * Adds members to a branch. The id is derived from them, so that the number of ids stays finite even if a server
 * reports a union that is a branch of itself.
 */
function withMembers(branch: ObjectShape, more: readonly MemberShape[]): ObjectShape {
  const added = more.filter(({ name }) => !memberNamed(branch.members, name));
  if (added.length === 0) return branch;
  const id = JSON.stringify([branch.id, ...added.map(declaration).sort()]);
  return { ...branch, id, members: [...branch.members, ...added] };
}

function locate(before: ResolvedObject, after: ResolvedObject, path: string): Location {
  return {
    path,
    scope: `${before.id}${path}|${after.id}`,
    stability: stable,
    type: before.name ?? after.name,
  };
}

function compareMember(before: MemberShape, after: MemberShape, lookups: Lookups): Comparison {
  const at = {
    path: `.${before.name}`,
    scope: `${declaration(before)}|${declaration(after)}`,
    stability: stabilityOf(before.features),
    type: before.owner.name ?? after.owner.name,
  };
  const optionality = after.optional ? "became-optional" : "became-mandatory";
  return combine(
    compareFeatures(before.features, after.features, at),
    before.optional === after.optional ? unchanged : change(optionality, at),
    compareTypes(before.type, after.type, at, lookups),
  );
}

function memberRemoved(member: MemberShape, lookups: Lookups): Comparison {
  const at = {
    path: `.${member.name}`,
    scope: `${declaration(member)}|`,
    stability: stabilityOf(member.features),
    type: member.owner.name,
  };
  const kind = member.optional ? "optional-member-removed" : "member-removed";
  return change(kind, at, { old: describeType(member.type, lookups.old) });
}

function memberAdded(member: MemberShape, lookups: Lookups): Comparison {
  const at = {
    path: `.${member.name}`,
    scope: `|${declaration(member)}`,
    stability: stable,
    type: member.owner.name,
  };
  const kind = member.optional ? "optional-member-added" : "member-added";
  return change(kind, at, { new: describeType(member.type, lookups.new) });
}

/** Identifies the declaration of a member: types that share a base share the declarations of its members. */
function declaration({ owner, name }: MemberShape): string {
  return `${owner.id}.${name}`;
}

function memberNamed(members: readonly MemberShape[], name: string): MemberShape | undefined {
  if (members.length <= fewMembers) return members.find((member) => member.name === name);
  const index = indexes.get(members) ?? new Map(members.map((member) => [member.name, member]));
  indexes.set(members, index);
  return index.get(name);
}

/** Longer lists are searched through an index. */
const fewMembers = 16;
const indexes = new WeakMap<readonly MemberShape[], ReadonlyMap<string, MemberShape>>();
