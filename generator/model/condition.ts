/** When something exists in a build: the schema's `if`, as a tree. */
export type Condition =
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "all"; readonly conditions: readonly Condition[] }
  | { readonly kind: "any"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition };
