import { compareMember, memberAdded, memberRemoved } from "./compare-members.js";
import { change, same, together, unmarked, type Comparison, type Sides, type Site } from "./comparison.js";
import type { MemberShape, ObjectShape, Shape } from "./interface.js";

/** An object whose branches are at hand. */
interface Whole extends Omit<ObjectShape, "branches"> {
  readonly branches: ReadonlyMap<string, ObjectShape>;
}

/**
 * Compares objects. How members are divided between an object and its branches does not show on the wire, so a member
 * that is gone from one and there in the other has only moved.
 */
export function compareObjects(oldShape: ObjectShape, newShape: ObjectShape, sides: Sides): Comparison {
  const [old, now] = alike(whole(oldShape, sides.old), whole(newShape, sides.new));
  const retagged = old.tag !== now.tag && old.tag !== undefined && now.tag !== undefined;
  const kept = old.members.flatMap((member) => {
    const heir = named(now.members, member.name);
    return heir ? [compareMember(member, heir, sides)] : [];
  });
  const [gone, sunk] = parted(old, now);
  const [come, risen] = parted(now, old);
  return together(
    ...kept,
    ...gone.map((member) => memberRemoved(member, sides)),
    ...come.map((member) => memberAdded(member, sides)),
    retagged
      ? change("tag-changed", site(old, now, ""), { old: old.tag, new: now.tag })
      : compareBranches(old, now, { sunk, risen }),
  );
}

function whole(shape: ObjectShape, find: (id: string) => Shape): Whole {
  const branches = [...shape.branches].flatMap(([value, type]) => {
    const branch = type.kind === "shape" ? find(type.id) : undefined;
    return branch?.kind === "object" ? [[value, branch] as const] : [];
  });
  return { ...shape, branches: new Map(branches) };
}

/** Where only one side is a union, the other is one too, whose branches add nothing, if it has that tag. */
function alike(old: Whole, now: Whole): readonly [Whole, Whole] {
  if (old.tag === undefined && now.tag !== undefined) return [tagged(old, now), now];
  return now.tag === undefined && old.tag !== undefined ? [old, tagged(now, old)] : [old, now];
}

function tagged(plain: Whole, { tag, branches }: Whole): Whole {
  if (tag === undefined || !named(plain.members, tag)) return plain;
  return { ...plain, tag, branches: new Map([...branches.keys()].map((value) => [value, nothing])) };
}

const nothing: ObjectShape = {
  ...{ kind: "object", id: "", name: undefined, identifier: undefined, features: [] },
  ...{ members: [], tag: undefined, branches: new Map() },
};

/** The members that the other side has not in common: those that are nowhere, and those that are in its branches. */
function parted(one: Whole, other: Whole): readonly [readonly MemberShape[], readonly MemberShape[]] {
  const rest = one.members.filter(({ name }) => !named(other.members, name));
  const values = [...other.branches].filter(([value]) => one.branches.has(value));
  const isMoved = ({ name }: MemberShape): boolean => values.some(([, { members }]) => named(members, name));
  return [rest.filter((member) => !isMoved(member)), rest.filter(isMoved)];
}

interface Moved {
  /** Common members of the old that the new has in branches. */
  readonly sunk: readonly MemberShape[];
  /** Common members of the new that the old has in branches. */
  readonly risen: readonly MemberShape[];
}

function compareBranches(old: Whole, now: Whole, { sunk, risen }: Moved): Comparison {
  const values = new Set([...old.branches.keys(), ...now.branches.keys()]);
  return together(
    ...[...values].map((value) => {
      const [oldBranch, newBranch] = [old.branches.get(value), now.branches.get(value)];
      const at = site(old, now, `(${old.tag ?? now.tag ?? ""}=${value})`);
      if (!oldBranch) return isNothing(newBranch) ? same : change("branch-added", at, { new: value });
      if (!newBranch) return isNothing(oldBranch) ? same : change("branch-removed", at, { old: value });
      const step = {
        ...{ path: at.path, marks: unmarked },
        ...{ old: withMore(oldBranch, sunk), new: withMore(newBranch, risen) },
      };
      return { changes: [], steps: [step] };
    }),
  );
}

/** What adds nothing is told by the tag's value alone. */
function isNothing(branch: ObjectShape | undefined): boolean {
  return branch === undefined || (branch.members.length === 0 && branch.tag === undefined);
}

/**
 * A branch with members that the other side's branch has. Its id says which: there are only so many of them, even
 * where a server claims that a union is a branch of itself.
 */
function withMore(branch: ObjectShape, more: readonly MemberShape[]): ObjectShape {
  const added = more.filter(({ name }) => !named(branch.members, name));
  if (added.length === 0) return branch;
  const id = JSON.stringify([branch.id, ...added.map(({ owner, name }) => `${owner.id}.${name}`).sort()]);
  return { ...branch, id, members: [...branch.members, ...added] };
}

function site(old: Whole, now: Whole, path: string): Site {
  return { path, scope: `${old.id}${path}|${now.id}`, marks: unmarked, type: old.name ?? now.name };
}

function named(members: readonly MemberShape[], name: string): MemberShape | undefined {
  return members.find((member) => member.name === name);
}
