import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readText } from "../../files/read-text.js";
import { writeText } from "../../files/write-text.js";

/** The texts of the TypeScript files in an output folder. Paths are relative to it, with `/`. */
export type FolderContent = ReadonlyMap<string, string>;

/** Reads an output folder. Symbolic links are not followed. */
export function readFolder(folder: string): FolderContent {
  const files = new Map<string, string>();
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "node_modules") visit(path);
      else if (entry.isFile() && path.endsWith(".ts")) files.set(path, textOf(join(folder, path)));
    }
  };
  if (existsSync(folder)) visit("");
  return files;
}

/** A file that cannot be read was not generated, as an empty one. */
function textOf(file: string): string {
  try {
    return readText(file);
  } catch {
    return "";
  }
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeText(file, text);
  }
}

/** Removes files, and folders that become empty. */
export function removeFiles(folder: string, paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(join(folder, path));
    for (let at = dirname(path); at !== "." && isEmpty(join(folder, at)); at = dirname(at)) {
      rmdirSync(join(folder, at));
    }
  }
}

function isEmpty(folder: string): boolean {
  return readdirSync(folder).length === 0;
}
