import { commandLine, launch, type Launched, type MachineOptions } from "qapi-ts/node";
import { deviceAdd, qmp, type QmpProtocol, type QmpSession } from "qapi-ts/qmp";
import { addDevice, type Device, type DeviceProperties } from "qapi-ts/qmp/devices";
import { qmp as qmpOf72 } from "qapi-ts/qmp/7.2";
import { addDevice as addDeviceOf72 } from "qapi-ts/qmp/7.2/devices";

declare const session: QmpSession;
declare const old: import("qapi-ts/qmp/7.2").QmpSession;

export const disk: Device = {
  driver: "virtio-blk-pci",
  id: "d0",
  bus: "pcie.0",
  drive: "disk0",
  "share-rw": true,
  rerror: "stop",
  addr: "06.0",
  iothread: "io0",
  "queue-size": 256,
  logical_block_size: 4096n,
};
await addDevice(session, disk, { timeout: 1000 });
// An alias.
await addDevice(session, { driver: "virtio-blk", drive: "disk0" });
await addDevice(session, { driver: "pc-dimm", id: "dimm0", memdev: "m0", slot: 1 });
await addDeviceOf72(old, { driver: "virtio-blk-pci", drive: "disk0", "share-rw": true, addr: "06.0" });
// The command stays open.
await deviceAdd(session, { driver: "my-device", "my-property": 1 });

export const nic: DeviceProperties["virtio-net-pci"] = { driver: "virtio-net-pci", netdev: "net0" };
export const options: MachineOptions<QmpProtocol> = {
  machine: { type: "q35", accel: "kvm", smp: { cpus: 4 } },
  object: [{ "qom-type": "memory-backend-ram", id: "m0", size: 2n ** 30n }],
  chardev: [{ id: "c0", backend: { type: "null", data: {} } }],
  audiodev: [{ id: "a0", driver: "none" }],
  blockdev: [{ driver: "file", filename: "a", "node-name": "disk0" }],
  netdev: [{ type: "user", id: "net0" }],
  device: [disk, nic],
  display: { type: "none" },
  args: ["-S"],
};
export const args: string[] = commandLine({ ...options, protocol: qmp });
export const machine: Launched<QmpProtocol> = await launch({ ...options, binary: "qemu-system-x86_64", protocol: qmp });
export const typed: QmpSession = machine.session;
// Without a protocol, and with the protocol of a version whose devices are imported.
export const untyped: string[] = commandLine({ device: [{ driver: "x", y: 1 }], blockdev: [{ driver: "x" }] });
export const older: string[] = commandLine({ protocol: qmpOf72, device: [{ driver: "qxl", id: "v" }] });
