import { realpathSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isReadableFolder, statusOf } from "../../files/files.js";

/** The time in ms to wait after the first change for the rest of a save, which may truncate, write and rename. */
const settleTime = 20;

/** The granularity in ms of the time stamps of file systems, which are older than the clock. */
const timestampLag = 10;

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** The inode, which differs if the folder was replaced. */
  readonly inode: number;
  /** The entries whose changes count. */
  readonly names: Set<string>;
}

/**
 * Watches a changing set of files, which may not exist yet. It watches their folders: editors that save by renaming
 * replace the file, and a watch of the file itself would stay with the replaced one.
 */
export class FileWatcher {
  readonly #folders = new Map<string, WatchedFolder>();
  #isChanged = false;
  #isClosed = false;
  #wake: () => void = () => undefined;

  /**
   * Replaces the set of files.
   * @param since - a time in ms since the epoch. Files that were changed after it, but before they were watched, count
   *   as changed.
   */
  update(files: Iterable<string>, since: number): void {
    if (this.#isClosed) return;
    const entries = entriesByFolder([...files].map((file) => resolve(file)));
    for (const folder of this.#folders.keys()) {
      if (!entries.has(folder)) this.#unwatch(folder);
    }
    for (const [folder, names] of entries) this.#watch(folder, names, since);
  }

  /** Waits for a change since the last call. Resolves to false when the watcher is closed. */
  async nextChange(): Promise<boolean> {
    if (!this.#isChanged && !this.#isClosed) await new Promise<void>((wake) => (this.#wake = wake));
    if (!this.#isClosed) await new Promise((done) => setTimeout(done, settleTime));
    this.#isChanged = false;
    return !this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    for (const folder of [...this.#folders.keys()]) this.#unwatch(folder);
    this.#wake();
  }

  #watch(folder: string, names: Set<string>, since: number): void {
    const inode = statusOf(folder)?.ino;
    if (inode === undefined) {
      // The folder was removed since its entries were collected.
      this.#unwatch(folder);
      this.#change();
      return;
    }
    const current = this.#folders.get(folder);
    if (current?.inode === inode) {
      this.#folders.set(folder, { ...current, names });
      return;
    }
    this.#unwatch(folder);
    const watcher = watch(folder, (_, name) => this.#onEvent(folder, name));
    // Windows reports the removal of the folder as an error.
    watcher.on("error", () => {
      this.#unwatch(folder);
      this.#change();
    });
    this.#folders.set(folder, { watcher, inode, names });
    if ([...names].some((name) => changeTime(join(folder, name)) >= since - timestampLag)) this.#change();
  }

  #onEvent(folder: string, name: string | null): void {
    const names = this.#folders.get(folder)?.names;
    // The folder's own name reports that the folder was moved or removed.
    if (name === null || name === basename(folder) || names?.has(name) === true) this.#change();
  }

  #unwatch(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }

  #change(): void {
    this.#isChanged = true;
    this.#wake();
  }
}

/** The entries to watch in each folder: the files, and for a folder that cannot be read its nearest ancestor's entry. */
function entriesByFolder(files: readonly string[]): Map<string, Set<string>> {
  const entries = new Map<string, Set<string>>();
  for (const file of files.flatMap(withLinkTarget)) {
    let path = file;
    while (!isReadableFolder(dirname(path)) && dirname(path) !== path) path = dirname(path);
    const names = entries.get(dirname(path)) ?? new Set();
    entries.set(dirname(path), names.add(basename(path)));
  }
  return entries;
}

/** Changes of a symbolic link's target are not reported in the folder of the link. */
function withLinkTarget(file: string): readonly string[] {
  try {
    return [file, join(realpathSync(dirname(file)), basename(file)), realpathSync(file)];
  } catch {
    return [file];
  }
}

/** The time at which a file's content or name changed, in ms since the epoch; 0 if it does not exist. */
function changeTime(file: string): number {
  return statusOf(file)?.ctimeMs ?? 0;
}
