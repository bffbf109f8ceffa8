import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkFolder, createFolder, readText, writeText } from "../../files/files.js";

/** The texts of the TypeScript files in an output folder. Paths are relative to it, with `/`. */
type FolderContent = ReadonlyMap<string, string>;

/** Reads an output folder, which may be missing. Symbolic links are not followed. */
export function readFolder(folder: string): FolderContent {
  const files = new Map<string, string>();
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "node_modules") visit(path);
      else if (entry.isFile() && path.endsWith(".ts")) files.set(path, textOf(join(folder, path)));
    }
  };
  checkFolder(folder);
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
    createFolder(dirname(file));
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

/** The differences between a folder and the wanted files. Paths are sorted and relative to the folder. */
export interface Changes {
  readonly missing: readonly string[];
  readonly outdated: readonly string[];
  /** Files that the previous run wrote and that are no longer needed. */
  readonly superfluous: readonly string[];
  /** Entries in the way that the generator did not write. Nothing is written while there are any. */
  readonly foreign: readonly string[];
  readonly unchanged: number;
}

/** What is known about an output folder before it is written. */
export interface FolderState {
  readonly content: FolderContent;
  /** Paths at which a wanted file cannot be written. */
  readonly obstacles: readonly string[];
  /** Returns whether a file is part of this output, such as one that the previous run wrote. */
  readonly isOwn: (path: string, text: string) => boolean;
}

/** Compares a folder with the wanted files. `isGenerated` decides by a file's text whether the generator wrote it. */
export function findChanges(
  { content, obstacles, isOwn }: FolderState,
  wanted: ReadonlyMap<string, string>,
  isGenerated: (text: string) => boolean,
): Changes {
  const paths = [...wanted.keys()].sort();
  const differing = paths.filter((path) => content.get(path) !== wanted.get(path));
  const outdated = differing.filter((path) => content.has(path));
  const isForeign = (path: string): boolean => !isGenerated(content.get(path) ?? "");
  const blocked = new Set(obstacles);
  return {
    missing: differing.filter((path) => !content.has(path) && !blocked.has(path)),
    outdated: outdated.filter((path) => !isForeign(path)),
    superfluous: [...content]
      .flatMap(([path, text]) => (!wanted.has(path) && isOwn(path, text) ? [path] : []))
      .sort(),
    foreign: [...outdated.filter(isForeign), ...obstacles],
    unchanged: paths.length - differing.length,
  };
}

/**
 * Returns a predicate for generated files that are not within another output folder below this one. It is used without a
 * record of the previous run, so such files may be reported but not removed.
 */
export function isOfThisOutput(
  content: FolderContent,
  isGenerated: (text: string) => boolean,
): (path: string, text: string) => boolean {
  const others = [...content].flatMap(([path, text]) =>
    path.endsWith("/protocol.ts") && isGenerated(text) ? [path.slice(0, -"protocol.ts".length)] : [],
  );
  return (path, text) => isGenerated(text) && !others.some((folder) => path.startsWith(folder));
}

export function isCurrent(changes: Changes): boolean {
  const { missing, outdated, superfluous, foreign } = changes;
  return missing.length + outdated.length + superfluous.length + foreign.length === 0;
}

export function unchanged(count: number): Changes {
  return { missing: [], outdated: [], superfluous: [], foreign: [], unchanged: count };
}
