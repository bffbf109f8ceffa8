import type { FolderContent } from "./folder.js";

/** The differences between a folder and the wanted files. Paths are sorted and relative to the folder. */
export interface Changes {
  readonly missing: readonly string[];
  readonly outdated: readonly string[];
  /** Generated files that are no longer needed. */
  readonly superfluous: readonly string[];
  /** Files and links in the way that the generator did not write. Nothing is written while there are any. */
  readonly foreign: readonly string[];
  readonly unchanged: number;
}

/** Compares a folder with the wanted files. `isGenerated` decides by a file's text whether the generator wrote it. */
export function findChanges(
  content: FolderContent,
  wanted: ReadonlyMap<string, string>,
  isGenerated: (text: string) => boolean,
): Changes {
  const paths = [...wanted.keys()].sort();
  const differing = paths.filter((path) => content.files.get(path) !== wanted.get(path));
  const outdated = differing.filter((path) => content.files.has(path));
  const isForeign = (path: string): boolean => !isGenerated(content.files.get(path) ?? "");
  return {
    missing: differing.filter((path) => !content.files.has(path)),
    outdated: outdated.filter((path) => !isForeign(path)),
    superfluous: [...content.files.keys()].filter((path) => !wanted.has(path) && !isForeign(path)).sort(),
    foreign: [...outdated.filter(isForeign), ...linksOnTheWay(content.links, paths)],
    unchanged: paths.length - differing.length,
  };
}

export function isCurrent(changes: Changes): boolean {
  const { missing, outdated, superfluous, foreign } = changes;
  return missing.length + outdated.length + superfluous.length + foreign.length === 0;
}

/** Returns the links that are one of the files, or a parent folder of one. */
function linksOnTheWay(links: ReadonlySet<string>, paths: readonly string[]): readonly string[] {
  return [...links].filter((link) => paths.some((path) => path === link || path.startsWith(`${link}/`)));
}

export function unchanged(count: number): Changes {
  return { missing: [], outdated: [], superfluous: [], foreign: [], unchanged: count };
}
