import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, root } from "./process.js";

/**
 * Returns a folder with QEMU's schemas, generator and Python library. They are fetched once from Debian's source package
 * and kept outside the repository because of their license.
 */
export function qemuSource(): string {
  const folder = join(tmpdir(), "qapi-ts-qemu-sources", "10.0");
  measure("sh", [join(root, "schema/print/fetch-source.sh"), folder, "bookworm-backports"]);
  return folder;
}
