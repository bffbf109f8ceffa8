import { commandLine, launch } from "qapi-ts/node";
import { qmp } from "qapi-ts/qmp";
import type {} from "qapi-ts/qmp/devices";

// A misspelt device, property, and value of a program that imports the devices.
void launch({ binary: "qemu", protocol: qmp, device: [{ driver: "virtio-blk-pic" }] });
void launch({ binary: "qemu", protocol: qmp, device: [{ driver: "virtio-blk-pci", drvie: "disk0" }] });
commandLine({ protocol: qmp, device: [{ driver: "virtio-blk-pci", "share-rw": "on" }] });

// Options in the types of commands.
commandLine({ protocol: qmp, blockdev: [{ driver: "file", fliename: "a" }] });
commandLine({ protocol: qmp, netdev: [{ type: "user" }] });
commandLine({ protocol: qmp, object: [{ "qom-type": "iothread" }] });
commandLine({ protocol: qmp, chardev: [{ id: "c", backend: { type: "file", data: { path: "a" } } }] });
commandLine({ protocol: qmp, audiodev: [{ id: "a", driver: "nonee" }] });
commandLine({ protocol: qmp, display: { type: "gkt" } });

// A machine without a type, and a value that is not one.
commandLine({ machine: { accel: "kvm" } });
commandLine({ machine: { type: "q35", accel: null } });
