/**
 * A generated file before it is text: plain data, which a worker can be handed and a hash taken of. Types and
 * expressions are text already, made of names from `generator/name` and of literals from `literal.ts`.
 */
export interface GeneratedFile {
  /** Relative to the output's folder, with `/`. */
  readonly path: string;
  /** Where it comes from, as its first line says. */
  readonly origin: string;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  /** The modules that it hands on whole. */
  readonly reexports: readonly string[];
}

/** An import of types. */
export interface Import {
  readonly from: string;
  readonly names: readonly string[];
}

export type Declaration = InterfaceDeclaration | AliasDeclaration | FunctionDeclaration | ConstantDeclaration;

/** What a documentation comment says, line by line; no lines, no comment. */
type Comment = readonly string[];

export interface InterfaceDeclaration {
  readonly kind: "interface";
  readonly name: string;
  readonly comment: Comment;
  readonly extends: readonly string[];
  readonly properties: readonly Property[];
  /** Whether members that the schema does not know are allowed. */
  readonly open: boolean;
}

export interface Property {
  /** As it is on the wire: the printer quotes it. */
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly comment: Comment;
}

export interface AliasDeclaration {
  readonly kind: "alias";
  readonly name: string;
  readonly comment: Comment;
  readonly type: string;
}

export interface FunctionDeclaration {
  readonly kind: "function";
  readonly name: string;
  readonly comment: Comment;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  /** What it returns. */
  readonly expression: string;
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

export interface ConstantDeclaration {
  readonly kind: "constant";
  readonly name: string;
  readonly comment: Comment;
  readonly type: string;
  readonly value: string;
}
