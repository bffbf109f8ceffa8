import type { QmpSession } from "qapi-ts/qmp";
import { addDevice, type Device, type DeviceProperties } from "qapi-ts/qmp/devices";
import { addDevice as addOldDevice } from "qapi-ts/qmp/7.2/devices";

declare const session: QmpSession;
declare const old: import("qapi-ts/qmp/7.2").QmpSession;

// Misspelt drivers.
void addDevice(session, { driver: "virtio-blk-pic", drive: "disk0" });
void addDevice(session, { driver: "virtio_net_pci" });
void addDevice(session, { driver: "nvmee", serial: "1" });
void addDevice(session, { driver: "usb-table" });

// Misspelt properties.
void addDevice(session, { driver: "virtio-blk-pci", drvie: "disk0" });
void addDevice(session, { driver: "virtio-blk-pci", "share-wr": true });
void addDevice(session, { driver: "virtio-net-pci", netdv: "net0" });
void addDevice(session, { driver: "virtio-net-pci", "mac-address": "52:54:00:00:00:01" });
void addDevice(session, { driver: "nvme", seriel: "1" });
void addDevice(session, { driver: "scsi-hd", "scsi-ID": 1 });
void addDevice(session, { driver: "pcie-root-port", chasis: 1 });
void addDevice(session, { driver: "usb-storage", removeable: true });
void addDevice(session, { driver: "virtio-rng-pci", "max_bytes": 1 });
void addDevice(session, { driver: "pc-dimm", memDev: "m0" });

// Misspelt values.
void addDevice(session, { driver: "virtio-blk-pci", rerror: "ignor" });
void addDevice(session, { driver: "scsi-hd", werror: "stopp" });
void addDevice(session, { driver: "virtio-blk-pci", "disable-legacy": "atuo" });
void addDevice(session, { driver: "virtio-iommu-pci", granule: "4kb" });

// Members that devices have in common.
void addDevice(session, { driver: "virtio-blk-pci", Id: "d0" });
void addDevice(session, { driver: "pc-dimm", id: "d0", bus: "pcie.0" });

// A property of another driver, and a value of another type.
void addDevice(session, { driver: "virtio-rng-pci", drive: "disk0" });
void addDevice(session, { driver: "virtio-blk-pci", "share-rw": "on" });
void addDevice(session, { driver: "virtio-blk-pci", "queue-size": "256" });

// A device without a driver, and a driver that is known at run time only.
void addDevice(session, { id: "d0" });
export const dynamic = (driver: string): Device => ({ driver });

// By name.
export const nic: DeviceProperties["virtio-net-pci"] = { driver: "e1000" };

// What 7.2 lacks.
void addOldDevice(old, { driver: "virtio-sound-pci" });
