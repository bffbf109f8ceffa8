import type { FolderContent } from "./folder.js";

/** What lies between a folder as it is and as it should be. Paths in order, relative to the folder. */
export interface Changes {
  readonly missing: readonly string[];
  readonly outdated: readonly string[];
  /** Files of ours that nothing gives any more. */
  readonly superfluous: readonly string[];
  /** What is in the way and is not ours: nothing may be done before its owner moved it. */
  readonly foreign: readonly string[];
  readonly unchanged: number;
}

/** `isOurs` tells by a file's text whether we wrote it. */
export function findChanges(
  content: FolderContent,
  wanted: ReadonlyMap<string, string>,
  isOurs: (text: string) => boolean,
): Changes {
  const paths = [...wanted.keys()].sort();
  const differing = paths.filter((path) => content.files.get(path) !== wanted.get(path));
  const outdated = differing.filter((path) => content.files.has(path));
  const isForeign = (path: string): boolean => !isOurs(content.files.get(path) ?? "");
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

/** Links that are one of the files, or a folder above one. */
function linksOnTheWay(links: ReadonlySet<string>, paths: readonly string[]): readonly string[] {
  return [...links].filter((link) => paths.some((path) => path === link || path.startsWith(`${link}/`)));
}

/** No changes at all, of so many files. */
export function unchanged(count: number): Changes {
  return { missing: [], outdated: [], superfluous: [], foreign: [], unchanged: count };
}
