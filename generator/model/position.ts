/** A position in a source file. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Position {
  /** The file's path relative to the working directory, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The position of what has no source, such as an imported definition. */
export const noPosition: Position = { file: "", line: 0, column: 0 };
