/** A kind of name that exists on a machine while it runs. */
export type LiveKind =
  | "block-node"
  | "block-device"
  | "block-export"
  | "block-job"
  | "character-device"
  | "device"
  | "device-driver"
  | "device-property"
  | "fd-set"
  | "job"
  | "object"
  | "processor"
  | "qom-path"
  | "qom-property"
  | "qom-type"
  | "secret"
  | "throttle-group";

/**
 * The members whose values are names of the machine, as `definition.member`. The schema types them as plain strings. A `*`
 * stands for any definition; members that name something new are not listed. The first rule that matches counts.
 */
const members: readonly (readonly [kinds: readonly LiveKind[], names: readonly string[]])[] = [
  [
    ["job"],
    [
      "job-pause.id",
      "job-resume.id",
      "job-cancel.id",
      "job-complete.id",
      "job-dismiss.id",
      "job-finalize.id",
    ],
  ],
  [
    ["block-job"],
    [
      "block-job-set-speed.device",
      "block-job-cancel.device",
      "block-job-pause.device",
      "block-job-resume.device",
      "block-job-complete.device",
      "block-job-dismiss.id",
      "block-job-finalize.id",
      "BlockJobChangeOptions.id",
    ],
  ],
  [["device"], ["device_del.id", "device-sync-config.id"]],
  [
    ["device", "block-device"],
    [
      "eject.id",
      "blockdev-open-tray.id",
      "blockdev-close-tray.id",
      "blockdev-remove-medium.id",
      "blockdev-insert-medium.id",
      "blockdev-change-medium.id",
      "BlockIOThrottle.id",
    ],
  ],
  [["block-export"], ["block-export-del.id", "nbd-server-remove.name"]],
  [["object"], ["object-del.id", "*.iothread", "*.memdev", "*.pr-manager", "*.tls-creds", "*.tls-authz"]],
  [
    ["secret"],
    [
      "*.key-secret",
      "*.password-secret",
      "*.cookie-secret",
      "*.proxy-password-secret",
      "*.keyid",
      "*.passwordid",
    ],
  ],
  [["throttle-group"], ["BlockdevOptionsThrottle.throttle-group"]],
  [
    ["character-device"],
    [
      "*.chardev",
      "chardev-remove.id",
      "chardev-change.id",
      "chardev-send-break.id",
      "ringbuf-write.device",
      "ringbuf-read.device",
    ],
  ],
  [["device-driver"], ["device_add.driver"]],
  [
    ["qom-type"],
    ["qom-list-properties.typename", "device-list-properties.typename", "qom-list-types.implements"],
  ],
  [
    ["qom-path"],
    ["qom-list.path", "qom-get.path", "qom-set.path", "qom-list-get.paths", "x-query-virtio-status.path"],
  ],
  [["qom-property"], ["qom-get.property", "qom-set.property"]],
  [["fd-set"], ["remove-fd.fdset-id"]],
  [["processor"], ["human-monitor-command.cpu-index", "memsave.cpu-index"]],
  [
    ["block-node"],
    [
      "*.node",
      "*.base-node",
      "*.top-node",
      "*.bottom",
      "*.overlay",
      "*.image-node-name",
      "*.replaces",
      "blockdev-del.node-name",
      "blockdev-set-active.node-name",
      "x-blockdev-amend.node-name",
      "block-set-write-threshold.node-name",
      "x-blockdev-set-iothread.node-name",
      "block_resize.node-name",
      "blockdev-insert-medium.node-name",
      "BlockdevSnapshotSync.node-name",
      "BlockExportOptions.node-name",
      "x-blockdev-change.parent",
      "blockdev-mirror.target",
      "BlockdevBackup.target",
      "YankInstanceBlockNode.node-name",
    ],
  ],
  [
    ["block-device", "block-node"],
    [
      "block_resize.device",
      "change-backing-file.device",
      "block-commit.device",
      "BackupCommon.device",
      "DriveMirror.device",
      "blockdev-mirror.device",
      "block-stream.device",
      "BlockdevSnapshotSync.device",
      "BlockdevSnapshotInternal.device",
      "blockdev-snapshot-delete-internal-sync.device",
      "NbdServerAddOptions.device",
    ],
  ],
];

/** The types whose string is the name of a block node. */
const nodeTypes: ReadonlySet<string> = new Set(["BlockdevRef", "BlockdevRefOrNull"]);

const kindsByMember = new Map(
  members.flatMap(([kinds, names]) => names.map((name) => [name, kinds] as const)),
);

/** Every rule, for the test that finds a member for each. */
export const liveMembers: readonly string[] = [...kindsByMember.keys()];

/** Returns what the values of a member name on a machine. */
export function liveKindsOf(owner: string, member: string, type: string): readonly LiveKind[] {
  if (nodeTypes.has(type.replace(/[[\]]/g, ""))) return ["block-node"];
  return kindsByMember.get(`${owner}.${member}`) ?? kindsByMember.get(`*.${member}`) ?? [];
}

/**
 * Returns what the value of a device's property names.
 * @param type - QOM's name of the type.
 */
export function kindsOfProperty(name: string, type: string): readonly LiveKind[] {
  if (name === "drive") return ["block-node", "block-device"];
  if (name === "chardev") return ["character-device"];
  return type.startsWith("link<") ? ["object", "device"] : [];
}
