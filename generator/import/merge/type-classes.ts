import type { BuiltinName } from "../../model/index.js";

/** The masked names of the type in one place, by answer; undefined for an answer without that place. */
export type TypeNames = readonly (string | undefined)[];

type TypeKind = "enum" | "object" | "alternate";

/** An equivalence class of types: at most one type of each answer. */
export interface TypeClass {
  readonly id: number;
  readonly kind: TypeKind;
  readonly names: TypeNames;
}

/** Whether a type of an answer identifies its class: all places with that type belong to one class. */
export type IsIdentifying = (answer: number, name: string, kind: TypeKind) => boolean;

interface MutableClass extends TypeClass {
  readonly names: (string | undefined)[];
  /** The class that this one was merged into. */
  parent: MutableClass | undefined;
}

/**
 * A union-find structure that identifies the types of different answers with each other: types in the same place are
 * equivalent. If places contradict each other, because one type was split into two, there is a class for each pair.
 */
export class TypeClasses {
  readonly #isIdentifying: IsIdentifying;
  readonly #byName = new Map<string, MutableClass[]>();
  #count = 0;
  /** The ids of the alternates that are replaced by `any`. */
  readonly conflicting: Set<number> = new Set<number>();
  /** Increases each time a class changes. */
  revision = 0;

  constructor(isIdentifying: IsIdentifying) {
    this.#isIdentifying = isIdentifying;
  }

  /** Returns the class of the types in one place. Merges classes that turn out to be equivalent. */
  find(kind: TypeKind, names: TypeNames): TypeClass {
    let found: MutableClass | undefined;
    for (const candidate of this.#candidates(kind, names)) {
      if (!areCompatible(candidate.names, names)) continue;
      if (found === undefined) found = candidate;
      else if (found !== candidate && areCompatible(found.names, candidate.names)) {
        this.#addNames(found, candidate.names);
        candidate.parent = found;
        this.revision++;
      }
    }
    found ??= { id: this.#count++, kind, names: names.map(() => undefined), parent: undefined };
    this.#addNames(found, names);
    return found;
  }

  /** Sorted by creation, so that the result is deterministic. */
  #candidates(kind: TypeKind, names: TypeNames): MutableClass[] {
    const found = new Set<MutableClass>();
    for (const [answer, name] of names.entries()) {
      if (name === undefined || !this.#isIdentifying(answer, name, kind)) continue;
      for (const each of this.#byName.get(keyOf(answer, name)) ?? []) {
        const root = rootOf(each);
        if (root.kind === kind) found.add(root);
      }
    }
    return [...found].sort((a, b) => a.id - b.id);
  }

  #addNames(target: MutableClass, names: TypeNames): void {
    for (const [answer, name] of names.entries()) {
      if (name === undefined || target.names[answer] !== undefined) continue;
      this.revision++;
      target.names[answer] = name;
      if (!this.#isIdentifying(answer, name, target.kind)) continue;
      const key = keyOf(answer, name);
      const known = this.#byName.get(key);
      if (known === undefined) this.#byName.set(key, [target]);
      else known.push(target);
    }
  }
}

function rootOf(each: MutableClass): MutableClass {
  let root = each;
  while (root.parent) root = root.parent;
  return root;
}

function keyOf(answer: number, name: string): string {
  return `${answer} ${name}`;
}

function areCompatible(a: TypeNames, b: TypeNames): boolean {
  return a.every((name, index) => {
    const other = b[index];
    return name === undefined || other === undefined || name === other;
  });
}

/** The type that has all values of the types in one place. */
export type UnifiedType =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "array"; readonly elements: TypeNames }
  | { readonly kind: "class"; readonly typeKind: TypeKind };

/**
 * QAPI does not allow `any` as an alternative, nor a string together with a number or boolean that it can look like on a
 * command line.
 * @param names - the names of the alternatives, of which those of built-in types count.
 * @param values - the values of the alternatives that are enums.
 */
export function canBeAlternatives(names: ReadonlySet<string>, values: readonly string[]): boolean {
  const canLookLike = (pattern: RegExp): boolean =>
    names.has("str") || values.some((value) => pattern.test(value));
  if ((names.has("int") || names.has("number")) && canLookLike(/^[-+0-9.]/)) return false;
  return !names.has("any") && !(names.has("bool") && canLookLike(/^(on|off)$/));
}
