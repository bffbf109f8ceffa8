import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, root } from "./process.js";

/** QEMU's schemas and its own generator, fetched once from Debian's source package; none of it is ours to keep. */
export function qemuSource(): string {
  const folder = join(tmpdir(), "qapi-ts-qemu-sources", "10.0");
  measure("sh", [join(root, "test/qemu/fetch-source.sh"), folder, "bookworm-backports"]);
  return folder;
}
