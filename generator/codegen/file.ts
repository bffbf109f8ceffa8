import type { Comment } from "./tsdoc/comment.js";

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

/**
 * A part of a file that is printed and formatted by itself: the first with the file's head, the further ones
 * with declarations alone. One after the other, with an empty line between, they are the file.
 */
export interface Piece extends Omit<GeneratedFile, "origin"> {
  readonly origin: string | undefined;
}

/** How many declarations a piece has at most: enough that their number does not count, few enough to be short. */
const pieceLength = 32;

/** Cuts a file into pieces, since formatting takes time that grows faster than a text's length. */
export function cut(file: GeneratedFile): readonly Piece[] {
  const { path, declarations } = file;
  const pieces: Piece[] = [{ ...file, declarations: declarations.slice(0, pieceLength) }];
  for (let at = pieceLength; at < declarations.length; at += pieceLength) {
    const some = declarations.slice(at, at + pieceLength);
    pieces.push({ path, origin: undefined, imports: [], reexports: [], declarations: some });
  }
  return pieces;
}

/** An import of types, or of what is there at run time. */
export interface Import {
  readonly kind: "types" | "values";
  readonly from: string;
  readonly names: readonly string[];
}

export type Declaration = InterfaceDeclaration | AliasDeclaration | FunctionDeclaration | ConstantDeclaration;

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
  /** The ways in which it can be called, where they are several; then `parameters` takes all of them. */
  readonly overloads?: readonly Overload[];
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  /** What it returns. */
  readonly expression: string;
}

export interface Overload {
  readonly comment: Comment;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** Whether it takes all arguments from its place on. */
  readonly rest?: boolean;
}

export interface ConstantDeclaration {
  readonly kind: "constant";
  readonly name: string;
  readonly comment: Comment;
  readonly type: string;
  readonly value: string;
}
