import { where } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import {
  baseChain,
  type Branch,
  commonMembers,
  type Definition,
  isBuiltinName,
  type Member,
  type Model,
  ownMembers,
  partsOf,
  type Position,
  type StructType,
  type TypeReference,
} from "../../model/index.js";
import { cName } from "./names.js";
import { describeKind } from "./types.js";
import type { Rule, RuleContext, Violation } from "./rule.js";

/** The names within one definition must be unique, also in C. */
export function* clashRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  yield* featureClashes(definition);
  switch (definition.kind) {
    case "enum":
      yield* clashes("value", definition.values);
      return;
    case "alternate":
      yield* clashes("branch", definition.alternatives);
      return;
    case "struct":
      for (const { member, before, owner } of structClashes(context.model).get(definition) ?? [])
        yield owner === definition ? clash("member", member, before) : baseClash(member, before, owner);
      return;
    case "command":
    case "event":
    case "accessor":
      yield* clashes("member", ownMembers(definition));
      return;
    case "union": {
      yield* clashes("member", ownMembers(definition));
      const common = namesOf(commonMembers(context.model, definition.base));
      const clashesOf = branchClashFinder(context.model, common);
      for (const branch of definition.branches)
        for (const each of clashesOf(branch.type)) yield branchClash(branch, each.name, each.common);
    }
  }
}

/** Each name may be defined once. Each schema requires its own instance of the rule. */
export function redefinitionRule(): Rule {
  const seen = new Map<string, Definition>();
  return function* (definition): Iterable<Violation> {
    const { name, position } = definition;
    if (isBuiltinName(name)) {
      const message = `${quote(name)} is already defined as a built-in type`;
      yield { code: "redefinition", message, position, help: "choose another name" };
      return;
    }
    const before = seen.get(name);
    if (!before) {
      seen.set(name, definition);
      return;
    }
    yield {
      code: "redefinition",
      message: `${quote(name)} is already defined as ${describeKind(before.kind)} at ${where(before.position)}`,
      position,
      help: "types, commands and events share one namespace: rename one of the two",
    };
  };
}

interface Named {
  readonly name: string;
  readonly position: Position;
}

function clashHelp(name: string, before: string): string {
  return name === before ? "remove or rename one" : "names must differ in more than '-', '_' and '.'";
}

/** An invalid name has its own error, and may equal another one in C by chance. */
function isComparable({ name }: Named): boolean {
  return /^[\w.-]+$/.test(name);
}

function* clashes(kind: string, items: readonly Named[]): Iterable<Violation> {
  const seen = new Map<string, string>();
  for (const item of items.filter(isComparable)) {
    const before = seen.get(cName(item.name));
    if (before === undefined) seen.set(cName(item.name), item.name);
    else yield clash(kind, item, before);
  }
}

function clash(kind: string, { name, position }: Named, before: string): Violation {
  const problem = name === before ? "is defined twice" : `clashes with ${quote(before)}`;
  const message = `${kind} ${quote(name)} ${problem}`;
  return { code: "clash", message, position, help: clashHelp(name, before) };
}

function baseClash({ name, position }: Member, before: string, base: StructType): Violation {
  const message = `member ${quote(name)} clashes with member ${quote(before)} of base ${quote(base.name)}`;
  return { code: "clash", message, position, help: clashHelp(name, before) };
}

function branchClash({ name: branch, position }: Branch, name: string, common: string): Violation {
  return {
    code: "clash",
    message: `branch ${quote(branch)} has a member ${quote(name)} that clashes with the common member ${quote(common)}`,
    position,
    help: clashHelp(name, common),
  };
}

function* featureClashes(definition: Definition): Iterable<Violation> {
  for (const part of [definition, ...partsOf(definition)]) {
    if ("features" in part) yield* clashes("feature", part.features);
  }
}

/** A member whose name in C an earlier member of the struct or of its bases has. */
interface MemberClash {
  readonly member: Member;
  /** The name of the earlier member. */
  readonly before: string;
  /** The struct that lists the earlier member. */
  readonly owner: StructType;
}

type Clashes = ReadonlyMap<StructType, readonly MemberClash[]>;

const known = new WeakMap<Model, Clashes>();

/**
 * Returns the clashes of all structs. They are found together: each struct adds its names to those of its bases before
 * the structs that derive from it are visited, so that a long chain of bases is not followed for each struct.
 */
function structClashes(model: Model): Clashes {
  let clashes = known.get(model);
  if (clashes === undefined) {
    clashes = findClashes(model);
    known.set(model, clashes);
  }
  return clashes;
}

function findClashes(model: Model): Clashes {
  const structs = model.definitions.filter((each) => each.kind === "struct");
  const derived = new Map<StructType | undefined, StructType[]>();
  for (const struct of structs) {
    const base = structNamed(model, struct.base);
    const group = derived.get(base);
    if (group === undefined) derived.set(base, [struct]);
    else group.push(struct);
  }
  const search = new ClashSearch(derived);
  for (const root of derived.get(undefined) ?? []) search.run(root);
  // A struct that is its own base is reached from no root.
  for (const struct of structs) search.runAlone(struct);
  return search.found;
}

function structNamed(model: Model, name: string | undefined): StructType | undefined {
  const found = name === undefined ? undefined : model.byName.get(name);
  return found?.kind === "struct" ? found : undefined;
}

class ClashSearch {
  readonly found = new Map<StructType, readonly MemberClash[]>();
  readonly #derived: ReadonlyMap<StructType | undefined, readonly StructType[]>;
  /** The members of the struct and its bases, by their names in C. */
  readonly #members = new Map<string, Omit<MemberClash, "member">>();

  constructor(derived: ReadonlyMap<StructType | undefined, readonly StructType[]>) {
    this.#derived = derived;
  }

  /** Visits a struct and those that derive from it. The stack is explicit because chains can be long. */
  run(root: StructType): void {
    const pending: (StructType | { readonly leave: readonly string[] })[] = [root];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if ("leave" in next) for (const name of next.leave) this.#members.delete(name);
      else {
        pending.push({ leave: this.#enter(next) });
        for (const each of this.#derived.get(next) ?? []) pending.push(each);
      }
    }
  }

  runAlone(struct: StructType): void {
    if (this.found.has(struct)) return;
    for (const name of this.#enter(struct)) this.#members.delete(name);
  }

  /** Returns the names in C that the struct adds. */
  #enter(struct: StructType): readonly string[] {
    const added: string[] = [];
    const clashes: MemberClash[] = [];
    for (const member of struct.members.filter(isComparable)) {
      const name = cName(member.name);
      const earlier = this.#members.get(name);
      if (earlier !== undefined) clashes.push({ member, ...earlier });
      else {
        this.#members.set(name, { before: member.name, owner: struct });
        added.push(name);
      }
    }
    this.found.set(struct, clashes);
    return added;
  }
}

/** Returns the names of members by their names in C. */
function namesOf(members: readonly Member[]): ReadonlyMap<string, string> {
  return new Map(members.map(({ name }) => [cName(name), name]));
}

/** The members of a branch that have names of common members. */
type BranchClashes = readonly { readonly name: string; readonly common: string }[];

/**
 * Returns a function that finds the members of a branch that clash with common members: those of the first type in the
 * branch that has any. A schema can have many unions over the same large types, so types are not listed in full.
 */
function branchClashFinder(
  model: Model,
  common: ReadonlyMap<string, string>,
): (type: TypeReference) => BranchClashes {
  const owners = ownersOf(model);
  const isShared = [...common.keys()].some((name) => (owners.get(name) ?? 0) > 1);
  const known = new Map<string, BranchClashes>();
  return (type) => {
    if (!isShared || type.kind !== "defined") return [];
    const found = known.get(type.name) ?? firstClashes(model, type.name, common);
    known.set(type.name, found);
    return found;
  };
}

function firstClashes(model: Model, type: string, common: ReadonlyMap<string, string>): BranchClashes {
  const seen = new Set<Definition>();
  const pending = [type];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const definition = model.byName.get(next);
    if (definition === undefined || seen.has(definition)) continue;
    seen.add(definition);
    const chain = definition.kind === "struct" ? [...baseChain(model, definition)].reverse() : [definition];
    for (const each of chain) {
      const clashes = clashesIn(ownNames(each), common);
      if (clashes.length > 0) return clashes;
    }
    if (definition.kind !== "union") continue;
    for (const branch of definition.branches.toReversed())
      if (branch.type.kind === "defined") pending.push(branch.type.name);
    if (definition.base.kind === "named") pending.push(definition.base.type);
  }
  return [];
}

function clashesIn(own: ReadonlyMap<string, string>, common: ReadonlyMap<string, string>): BranchClashes {
  const few = own.size < common.size ? own : common;
  return [...few.keys()].flatMap((key) => {
    const [name, other] = [own.get(key), common.get(key)];
    return name === undefined || other === undefined ? [] : [{ name, common: other }];
  });
}

const namesByDefinition = new WeakMap<Definition, ReadonlyMap<string, string>>();

function ownNames(definition: Definition): ReadonlyMap<string, string> {
  const names = namesByDefinition.get(definition) ?? namesOf(ownMembers(definition));
  namesByDefinition.set(definition, names);
  return names;
}

const ownersByModel = new WeakMap<Model, ReadonlyMap<string, number>>();

/** Counts the structs and unions that list a member of each name. */
function ownersOf(model: Model): ReadonlyMap<string, number> {
  const known = ownersByModel.get(model);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const each of model.definitions) {
    if (each.kind !== "struct" && each.kind !== "union") continue;
    for (const name of ownNames(each).keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  ownersByModel.set(model, counts);
  return counts;
}
