import { dirname, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../diagnostics/format.js";
import { withoutText } from "../diagnostics/without-text.js";
import { isWithin } from "../files/is-within.js";
import { realPathOf } from "../files/real-path.js";
import type { SchemaSource } from "./read-schema.js";

/** Where a file beside a schema is named. */
export interface FileOwner {
  /** The schema's entry file. */
  readonly schema: string;
  /** The config file that names the file. Default: the user named it. */
  readonly config?: string;
}

/** A file beside a schema, as a source of diagnostics. */
export interface FileBeside {
  readonly source: SchemaSource;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Returns the source and the diagnostics of a file that is read beside a schema. The text of a file that a config names,
 * and that is outside of the folders of the config and of the schema, is not shown.
 */
export function fileBeside(
  source: DiagnosticSource,
  found: readonly Diagnostic[],
  { schema, config }: FileOwner,
): FileBeside {
  const isHidden = config !== undefined && !isShown(source.file, [dirname(config), dirname(schema)]);
  return {
    source: { ...source, path: resolve(source.file), ...(isHidden && { isHidden }) },
    diagnostics: isHidden ? found.map(withoutText) : found,
  };
}

function isShown(file: string, folders: readonly string[]): boolean {
  const realPath = realPathOf(file);
  return folders.some((folder) => isWithin(realPath, folder));
}
