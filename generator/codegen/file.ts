import type { Comment } from "./tsdoc/comment.js";

/**
 * A generated file as plain data, which can be hashed and sent to a worker. Types and expressions are source text,
 * composed of allocated names and of literals from `literal.ts`.
 */
export interface GeneratedFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  /** The origin in the banner. */
  readonly origin: string;
  /** The documentation of the file. Default: none. */
  readonly comment?: Comment;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  /** Module specifiers of `export *`. */
  readonly reexports: readonly string[];
  /** The names of the runtime that the file exports. */
  readonly runtimeExports?: Pick<Import, "from" | "names">;
}

/**
 * A part of a file that is printed and formatted separately. The first piece has the banner, imports and exports; the
 * others have only declarations. The file is the pieces joined with empty lines.
 */
export interface Piece extends Omit<GeneratedFile, "origin"> {
  readonly origin: string | undefined;
}

/** Limits the time that prettier takes, which grows faster than the length of its input. */
const pieceLength = 32;

export function cut(file: GeneratedFile): readonly Piece[] {
  const { path, declarations } = file;
  const pieces: Piece[] = [{ ...file, declarations: declarations.slice(0, pieceLength) }];
  for (let at = pieceLength; at < declarations.length; at += pieceLength) {
    const some = declarations.slice(at, at + pieceLength);
    pieces.push({ path, origin: undefined, imports: [], reexports: [], declarations: some });
  }
  return pieces;
}

export interface Import {
  readonly kind: "types" | "values";
  readonly from: string;
  readonly names: readonly string[];
}

export type Declaration =
  | InterfaceDeclaration
  | AliasDeclaration
  | FunctionDeclaration
  | ConstantDeclaration
  | AugmentationDeclaration;

export interface InterfaceDeclaration {
  readonly kind: "interface";
  readonly name: string;
  readonly comment: Comment;
  readonly extends: readonly string[];
  readonly properties: readonly Property[];
  /** Whether the interface has an index signature for members that are not in the schema. */
  readonly open: boolean;
}

export interface Property {
  /** The wire name. The printer quotes it if necessary. */
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly comment: Comment;
}

interface AliasDeclaration {
  readonly kind: "alias";
  readonly name: string;
  readonly comment: Comment;
  readonly type: string;
}

export interface FunctionDeclaration {
  readonly kind: "function";
  readonly name: string;
  readonly comment: Comment;
  /** If present, `parameters` is the signature of the implementation. */
  readonly overloads?: readonly Overload[];
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  /** The returned expression. */
  readonly expression: string;
}

interface Overload {
  readonly comment: Comment;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** Whether it is a rest parameter. */
  readonly rest?: boolean;
}

interface ConstantDeclaration {
  readonly kind: "constant";
  readonly name: string;
  readonly comment: Comment;
  readonly type: string;
  readonly value: string;
}

/** Members that are added to an interface of another module, for programs that import this one. */
interface AugmentationDeclaration {
  readonly kind: "augmentation";
  /** The specifier of the other module. */
  readonly module: string;
  readonly members: InterfaceDeclaration;
}
