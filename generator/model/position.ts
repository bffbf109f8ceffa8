/** A place in a schema file. Lines and columns count from 1; a column counts UTF-16 code units. */
export interface Position {
  /** The file as the user may name it: relative to the working directory, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
