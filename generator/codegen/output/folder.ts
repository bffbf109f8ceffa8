import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The content of an output folder. Paths are relative to it, with `/`. */
export interface FolderContent {
  /** The texts of TypeScript files. */
  readonly files: ReadonlyMap<string, string>;
  /** Symbolic links. Writing through one would write outside the output folder. */
  readonly links: ReadonlySet<string>;
}

export function readFolder(folder: string): FolderContent {
  const files = new Map<string, string>();
  const links = new Set<string>();
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isSymbolicLink()) links.add(path);
      else if (entry.isDirectory() && entry.name !== "node_modules") visit(path);
      else if (entry.isFile() && path.endsWith(".ts"))
        files.set(path, readFileSync(join(folder, path), "utf8"));
    }
  };
  if (existsSync(folder)) visit("");
  return { files, links };
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
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
