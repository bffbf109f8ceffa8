/** A request that changes a machine. */
export interface Provocation {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** Requests that add, use and remove devices, jobs and other objects, and so provoke events. */
export function provocations(target: string): readonly Provocation[] {
  const request = (execute: string, args?: Readonly<Record<string, unknown>>): Provocation =>
    args === undefined ? { execute } : { execute, arguments: args };
  const bus = target === "s390x" ? "ccw" : "pci";
  return [
    request("object-add", { "qom-type": "iothread", id: "thread" }),
    request("object-add", { "qom-type": "memory-backend-ram", id: "memory", size: 1 << 20 }),
    request("query-memdev"),
    request("query-iothreads"),
    request("blockdev-add", { driver: "null-co", "node-name": "disk", "read-zeroes": true, size: 1 << 20 }),
    request("blockdev-add", { driver: "null-co", "node-name": "copy", size: 1 << 20 }),
    request("block-dirty-bitmap-add", { node: "disk", name: "bitmap" }),
    request("query-named-block-nodes"),
    request("blockdev-mirror", {
      "job-id": "job",
      device: "disk",
      target: "copy",
      sync: "full",
      "auto-dismiss": false,
      "auto-finalize": false,
    }),
    request("query-block-jobs"),
    request("query-jobs"),
    request("block-job-cancel", { device: "job" }),
    request("blockdev-create", {
      "job-id": "create",
      options: { driver: "file", filename: "disk", size: 65536 },
    }),
    request("query-jobs"),
    request("chardev-add", { id: "ring", backend: { type: "ringbuf", data: { size: 64 } } }),
    request("chardev-add", { id: "terminal", backend: { type: "pty", data: {} } }),
    request("query-chardev"),
    request("netdev_add", { type: "socket", id: "net", listen: "127.0.0.1:0" }),
    request("device_add", { driver: `virtio-net-${bus}`, id: "nic", netdev: "net" }),
    request("query-rx-filter"),
    request("announce-self", { initial: 50, max: 100, rounds: 1, step: 10 }),
    request("device_add", { driver: "pc-dimm", id: "dimm", memdev: "memory" }),
    request("query-memory-devices"),
    request("query-stats", { target: "vm" }),
    request("query-stats", { target: "vcpu" }),
    request("cont"),
    request("stop"),
    request("system_reset"),
    request("cont"),
    request("calc-dirty-rate", { "calc-time": 1 }),
    request("query-dirty-rate"),
    request("migrate-set-capabilities", { capabilities: [{ capability: "events", state: true }] }),
    request("migrate", { uri: "exec:cat >/dev/null" }),
    request("query-migrate"),
    request("set-action", { reboot: "shutdown" }),
    request("device_del", { id: "nic" }),
    request("trace-event-get-state", { name: "*" }),
    request("system_powerdown"),
    request("qom-list", { path: "/machine" }),
    request("qom-list-properties", { typename: "memory-backend-ram" }),
  ];
}
