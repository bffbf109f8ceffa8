import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Reduces a PNG to 20 colours with Debian's `pngquant`, because the package contains the pictures of its documentation. */
export async function shrinkPicture(file: string): Promise<void> {
  await promisify(execFile)("pngquant", ["--nofs", "--force", "--ext", ".png", "20", "--", file]);
}
