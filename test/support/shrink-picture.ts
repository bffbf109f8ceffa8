import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Reduces a PNG to 20 colours with Debian's `pngquant`, and compresses it with `zopflipng` of Debian's `zopfli`, because the
 * package contains the pictures of its documentation.
 */
export async function shrinkPicture(file: string): Promise<void> {
  await run("pngquant", ["--nofs", "--force", "--ext", ".png", "20", "--", file]);
  await run("zopflipng", ["-y", "--lossy_transparent", file, file]);
}
