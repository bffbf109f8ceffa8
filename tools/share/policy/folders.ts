import { lstatSync, readlinkSync } from "node:fs";
import { posix } from "node:path";

/** The most symbolic links in a path, as in Linux. */
const maxLinks = 40;

/** The folders of the host that the arguments of commands may name. */
export class Folders {
  readonly #folders: readonly string[];

  /** @throws RangeError if a folder is not an absolute path. */
  constructor(folders: readonly string[]) {
    for (const folder of folders) {
      if (!posix.isAbsolute(folder)) throw new RangeError(`the folder ${folder} is not an absolute path`);
    }
    this.#folders = folders.map((folder) => withoutSlash(posix.normalize(folder)));
  }

  /**
   * Returns why a path is not in one of the folders, as the end of a sentence; undefined if it is. Both the text of the path
   * and the file that it leads to on this host must be there; what does not exist on this host is judged by the text.
   */
  problemOf(path: string): string | undefined {
    if (path.includes("\0")) return "contains a NUL";
    if (!posix.isAbsolute(path)) return "is not an absolute path";
    if (!isInside(withoutSlash(posix.normalize(path)), this.#folders)) return "is outside";
    const real = resolve(path);
    if (real === undefined) return "cannot be resolved";
    const folders = this.#folders.flatMap((folder) => resolve(folder) ?? []);
    return isInside(real, [...this.#folders, ...folders]) ? undefined : `leads to ${real}, which is outside`;
  }
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`));
}

/**
 * Follows the symbolic links in a path, as the kernel does: `..` after a link leads to the parent of the link's target. The part
 * that does not exist is appended as it is, and the target of a dangling link is the result, because a program that creates
 * the file would create it there.
 * @returns undefined if the path cannot be followed, for example because a folder may not be searched.
 */
function resolve(path: string): string | undefined {
  let steps = stepsOf(path);
  let at = "/";
  let links = 0;
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const next = step === ".." ? posix.dirname(at) : posix.join(at, step);
    const target = step === ".." ? "" : linkTarget(next);
    if (target === undefined) return undefined;
    if (target === missing) return steps.includes("..") ? undefined : posix.join(next, ...steps);
    if (target === "") at = next;
    else {
      if (++links > maxLinks) return undefined;
      steps = [...stepsOf(target), ...steps];
      if (posix.isAbsolute(target)) at = "/";
    }
  }
  return at;
}

function stepsOf(path: string): string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

/** Instead of the target of a link, if there is no such file. No link has this target. */
const missing = "\0";

/** Returns the target of a symbolic link, an empty text for another file, and undefined if the file cannot be examined. */
function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : "";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR" ? missing : undefined;
  }
}
