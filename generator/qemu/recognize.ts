import type { QemuProtocol } from "./files.js";

/** Commands and events that all schemas of a protocol have since QEMU 2.0, and that no other program has all of. */
const signs: Readonly<Record<QemuProtocol, readonly string[]>> = {
  qmp: ["query-version", "blockdev-add", "object-add", "BLOCK_JOB_COMPLETED", "BLOCK_IO_ERROR"],
  qga: ["guest-sync", "guest-info", "guest-file-open", "guest-shutdown"],
};

/**
 * Returns QEMU's protocol that a schema or an answer describes; undefined if it is another program's.
 * @param names - the names of the commands and events.
 */
export function recognizeQemu(names: { has(name: string): boolean }): QemuProtocol | undefined {
  const protocols = ["qmp", "qga"] as const;
  return protocols.find((protocol) => signs[protocol].every((name) => names.has(name)));
}
