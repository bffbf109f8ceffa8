/** When something exists in a build: the schema's `if`, as a tree. */
export type Condition =
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "all"; readonly conditions: readonly Condition[] }
  | { readonly kind: "any"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition };

/** The names in a condition, each as often as it stands there. */
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
