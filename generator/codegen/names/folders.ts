/** Device names of Windows, with any extension, and the folder that Node's module resolution uses. */
const reservedFolders = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|node_modules)$/i;

/**
 * Returns the folder of each module, relative to the output folder: `../../qapi/block-core` -> `qapi/block-core`.
 * Folders are inside the output folder and distinct on case-insensitive file systems. Their names contain no dots, so
 * that they do not collide with files.
 */
export function moduleFolders(modules: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  for (const module of [...modules].sort()) {
    const preferred = module.split(/[/\\]/).map(folderName).filter(Boolean).join("/") || "module";
    folders.set(module, firstFree(preferred, taken, counts));
  }
  return folders;
}

function folderName(segment: string): string {
  const name = segment.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|(?<!-)-+$/g, "");
  return reservedFolders.test(name) ? `${name}_` : name.slice(0, 100);
}

/** @param counts The number at which the search for each name resumes. */
function firstFree(preferred: string, taken: Set<string>, counts: Map<string, number>): string {
  for (let count = counts.get(preferred.toLowerCase()) ?? 1; ; count++) {
    const candidate = count === 1 ? preferred : `${preferred}-${count}`;
    if (taken.has(candidate.toLowerCase())) continue;
    taken.add(candidate.toLowerCase());
    counts.set(preferred.toLowerCase(), count + 1);
    return candidate;
  }
}
