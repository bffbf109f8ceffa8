// Nothing here is an error.
import type { Session, SignalConnection } from "qapi-ts";
import {
  blockdevAdd,
  connectDeviceDeleted,
  connectStop,
  deviceAdd,
  disconnectDeviceDeleted,
  migrate,
  queryBlock,
  queryStatus,
  quit,
  runStateValues,
  type BlockdevOptions,
  type BlockInfo,
  type QmpSession,
  type RunState,
  type StatusInfo,
} from "qapi-ts/qmp";

declare const session: QmpSession;
declare const untyped: Session;

export const status: Promise<StatusInfo> = queryStatus(session);
export const blocks: Promise<BlockInfo[]> = queryBlock(session, undefined, { timeout: 1000 });
export const nothing: Promise<void> = quit(session);
export const states: readonly RunState[] = runStateValues;

// Arguments are optional if all their members are. Device properties are not checked.
export const migrated: Promise<void> = migrate(session, { uri: "tcp:localhost:1" });
export const added: Promise<void> = deviceAdd(session, { driver: "virtio-blk-pci", drive: "disk0", bootindex: 1 });

export const qcow2: BlockdevOptions = {
  driver: "qcow2",
  "node-name": "disk0",
  file: { driver: "file", filename: "disk.qcow2", "x-check-cache-dropped": true },
  backing: null,
};
export const blockdev: Promise<void> = blockdevAdd(session, qcow2);

/** The driver selects the other members. */
export function fileOf(options: BlockdevOptions): string | undefined {
  if (options.driver === "file") return options.filename;
  if (options.driver === "nbd") return options.server.type === "unix" ? options.server.path : options.export;
  if (options.driver !== "qcow2") return options["node-name"];
  return typeof options.file === "string" ? options.file : fileOf(options.file);
}

export async function listen(): Promise<void> {
  const connection: SignalConnection = await connectDeviceDeleted(session, (event) => {
    const device: string | undefined = event.data.device;
    const path: string = event.data.path;
    console.log(device, path);
  });
  await disconnectDeviceDeleted(session, connection);
  await connectStop(session, () => undefined);
}

export async function byName(): Promise<boolean> {
  const { running } = await session.call("query-status");
  await session.call("device_del", { id: "disk0" });
  await session.call("migrate-pause", undefined, { oob: true });
  const { data } = await session.once("JOB_STATUS_CHANGE");
  return running && data.status === "concluded";
}

/** Typed commands and events by name. */
export async function supported(): Promise<boolean> {
  return (
    (await session.supports({ command: "blockdev-add", argument: "driver", value: "nvme-io_uring" })) &&
    (await session.supports({ event: "BLOCK_IO_ERROR", data: "qom-path" }))
  );
}

/** A session without a protocol takes any name, and is accepted by the functions of every schema. */
export async function withoutProtocol(): Promise<unknown> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument -- the linter reports what the compiler accepts
  await queryStatus(untyped);
  await untyped.connectSignal("VENDOR_EVENT", ({ data }) => data);
  const { data }: { data: unknown } = await untyped.once("VENDOR_EVENT");
  await untyped.supports({ command: "vendor-command" });
  const reply: unknown = await untyped.call("vendor-command", { level: 1 }, { oob: true, timeout: 1000 });
  const general: Session = session;
  return [data, reply, general];
}
