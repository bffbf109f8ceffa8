import type { Completion, JobCompletion } from "../../../runtime/index.js";

const unplugged = (event: string): NonNullable<Completion["done"]> =>
  ["device", "path"].map((member) => ({ event, where: [{ member, argument: "id" }] }));

/** How commands of QEMU's complete: what the shipped schema's annotations say, written out for the runtime's tests. */
export const deviceDel: Completion = {
  command: "device_del",
  done: unplugged("DEVICE_DELETED"),
  failed: unplugged("DEVICE_UNPLUG_GUEST_ERROR"),
  // A reset of the guest completes every removal that is pending.
  forced: { command: "system_reset", timeout: 20_000 },
};

export const systemPowerdown: Completion = {
  command: "system_powerdown",
  done: [{ event: "SHUTDOWN", where: [{ member: "guest", value: true }] }],
  forced: { command: "quit", done: [{ event: "SHUTDOWN" }] },
};

export const stop: Completion = {
  command: "stop",
  done: [{ event: "STOP" }],
  state: { command: "query-status", done: [{ member: "running", value: false }] },
};

export const cont: Completion = {
  command: "cont",
  done: [{ event: "RESUME" }],
  state: { command: "query-status", done: [{ member: "running", value: true }] },
};

export const balloon: Completion = {
  command: "balloon",
  done: [{ event: "BALLOON_CHANGE", where: [{ member: "actual", argument: "value", within: 4096 }] }],
  state: { command: "query-balloon", done: [{ member: "actual", argument: "value", within: 4096 }] },
  progress: { command: "query-balloon", current: "actual", towards: "value", interval: 20 },
};

export const migrate: Completion = {
  command: "migrate",
  state: {
    command: "query-migrate",
    done: [{ member: "status", value: "completed" }],
    failed: [{ member: "status", among: ["failed", "cancelled"] }],
    error: "error-desc",
    interval: 100,
    wake: ["MIGRATION"],
  },
  progress: { command: "query-migrate", remaining: "ram.remaining", total: "ram.total", interval: 20 },
};

export const dumpGuestMemory: Completion = {
  command: "dump-guest-memory",
  done: [{ event: "DUMP_COMPLETED" }],
  failed: [{ event: "DUMP_COMPLETED", where: [{ member: "error", present: true }], error: "error" }],
  progress: { command: "query-dump", current: "completed", total: "total", interval: 20 },
};

const deviceJob: JobCompletion = { id: ["job-id", "device"], dismiss: "server" };

export const blockdevBackup: Completion = { command: "blockdev-backup", job: deviceJob };
export const blockdevMirror: Completion = {
  command: "blockdev-mirror",
  job: { ...deviceJob, ready: "complete" },
};
export const blockCommit: Completion = { command: "block-commit", job: { ...deviceJob, ready: "complete" } };
export const blockStream: Completion = { command: "block-stream", job: deviceJob };
export const blockdevCreate: Completion = {
  command: "blockdev-create",
  job: { id: ["job-id"], dismiss: "client" },
};
export const snapshotSave: Completion = {
  command: "snapshot-save",
  job: { id: ["job-id"], dismiss: "client" },
};
