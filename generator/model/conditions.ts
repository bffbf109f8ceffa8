/** The schema's `if`, as a tree: the builds in which something exists. */
export type Condition =
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "all"; readonly conditions: readonly Condition[] }
  | { readonly kind: "any"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition };

/** Returns the names in a condition, in source order and with repetitions. */
export function conditionNames(condition: Condition): string[] {
  switch (condition.kind) {
    case "defined":
      return [condition.name];
    case "not":
      return conditionNames(condition.condition);
    case "all":
    case "any":
      return condition.conditions.flatMap(conditionNames);
  }
}

/** Returns the condition that holds where both hold. */
export function conjunction(a: Condition | undefined, b: Condition | undefined): Condition | undefined {
  return a === undefined || b === undefined ? (a ?? b) : { kind: "all", conditions: [a, b] };
}

/** Evaluates a condition in a build that defines the given names. An absent condition always holds. */
export function holds(condition: Condition | undefined, defines: ReadonlySet<string>): boolean {
  switch (condition?.kind) {
    case undefined:
      return true;
    case "defined":
      return defines.has(condition.name);
    case "all":
      return condition.conditions.every((part) => holds(part, defines));
    case "any":
      return condition.conditions.some((part) => holds(part, defines));
    case "not":
      return !holds(condition.condition, defines);
  }
}

/** With more names than this, `canHold` returns true without trying the 2^n combinations. */
const maxNames = 10;

/** Reports whether any build satisfies a condition. */
export function canHold(condition: Condition): boolean {
  const names = [...new Set(conditionNames(condition))];
  if (names.length > maxNames) return true;
  for (let choice = 0; choice < 2 ** names.length; choice++) {
    const defines = new Set(names.filter((_, index) => (choice & (1 << index)) !== 0));
    if (holds(condition, defines)) return true;
  }
  return false;
}
