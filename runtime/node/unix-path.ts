import { escapeText } from "../errors/index.js";

/**
 * The longest path of a unix socket, in bytes: the size of `sun_path` without its final NUL. Node truncates a longer path
 * silently, so that another server may answer. Named pipes of Windows have no such limit.
 * @see unix(7)
 */
const longestPath = { linux: 107, win32: Infinity } as Readonly<Record<string, number>>;
const longestPathElsewhere = 103;

/** Returns why a path cannot be the path of a unix socket; undefined if it can. An abstract one begins with a NUL. */
export function unixPathProblem(path: string, platform: string = process.platform): string | undefined {
  const limit = longestPath[platform] ?? longestPathElsewhere;
  const length = Buffer.byteLength(path);
  if (length <= limit) return undefined;
  const advice = "use a shorter path, relative to the working directory or through a symbolic link";
  return `the path of a unix socket has at most ${limit} bytes, ${escapeText(path)} has ${length}: ${advice}`;
}
