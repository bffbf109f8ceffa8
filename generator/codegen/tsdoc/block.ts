/** The blocks that reStructuredText and Markdown both have: what documentation is made of between the two. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "literal"; readonly lines: readonly string[] }
  /** A note, a warning, an example: a title in bold, and what it is about. */
  | { readonly kind: "titled"; readonly title: string; readonly blocks: readonly Block[] };
