import type { Member, Model, StructType } from "../../model/index.js";
import { cName } from "./names.js";

/** A member whose name in C an earlier member of the struct or of its bases has. */
interface MemberClash {
  readonly member: Member;
  /** The name of the earlier member. */
  readonly before: string;
}

type Clashes = ReadonlyMap<StructType, readonly MemberClash[]>;

const known = new WeakMap<Model, Clashes>();

/**
 * Returns the clashes of all structs. They are found together: each struct adds its names to those of its bases before
 * the structs that derive from it are visited, so that a long chain of bases is not followed for each struct.
 */
export function structClashes(model: Model): Clashes {
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
  /** The names, by their names in C, of the struct and its bases. */
  readonly #names = new Map<string, string>();

  constructor(derived: ReadonlyMap<StructType | undefined, readonly StructType[]>) {
    this.#derived = derived;
  }

  /** Visits a struct and those that derive from it. The stack is explicit because chains can be long. */
  run(root: StructType): void {
    const pending: (StructType | { readonly leave: readonly string[] })[] = [root];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if ("leave" in next) for (const name of next.leave) this.#names.delete(name);
      else {
        pending.push({ leave: this.#enter(next) });
        for (const each of this.#derived.get(next) ?? []) pending.push(each);
      }
    }
  }

  runAlone(struct: StructType): void {
    if (this.found.has(struct)) return;
    for (const name of this.#enter(struct)) this.#names.delete(name);
  }

  /** Returns the names in C that the struct adds. */
  #enter(struct: StructType): readonly string[] {
    const added: string[] = [];
    const clashes: MemberClash[] = [];
    for (const member of struct.members) {
      const name = cName(member.name);
      const before = this.#names.get(name);
      if (before !== undefined) clashes.push({ member, before });
      else {
        this.#names.set(name, member.name);
        added.push(name);
      }
    }
    this.found.set(struct, clashes);
    return added;
  }
}
