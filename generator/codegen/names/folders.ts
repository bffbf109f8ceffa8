/** Names that Windows keeps for devices, whatever their ending, and that Node's module search keeps. */
const reservedFolders = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|node_modules)$/i;

/**
 * A folder for each module, below the output's: `../../qapi/block-core` -> `qapi/block-core`. Nothing in a
 * module's name leads out of the output's folder, and no two share one, on file systems that ignore case too.
 * A folder's name holds no dot, so that none is ever in the way of a file.
 */
export function moduleFolders(modules: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  const taken = new Set<string>();
  for (const module of [...modules].sort()) {
    const preferred = module.split(/[/\\]/).map(folderName).filter(Boolean).join("/") || "module";
    folders.set(module, firstFree(preferred, taken));
  }
  return folders;
}

function folderName(segment: string): string {
  const name = segment.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  return reservedFolders.test(name) ? `${name}_` : name.slice(0, 100);
}

function firstFree(preferred: string, taken: Set<string>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? preferred : `${preferred}-${count}`;
    if (taken.has(candidate.toLowerCase())) continue;
    taken.add(candidate.toLowerCase());
    return candidate;
  }
}
