import { blockdevAdd, type BlockdevOptions, type QmpSession } from "qapi-ts/qmp";

declare const session: QmpSession;

// A member that is missing.
export const missing: BlockdevOptions = { driver: "file" };

// A member of another driver.
export const other: BlockdevOptions = { driver: "null-co", filename: "disk.qcow2" };

// A member that no driver has.
export const excess: BlockdevOptions = { driver: "file", filename: "disk.qcow2", fliename: "" };

// A driver that there is not.
export const unknown: BlockdevOptions = { driver: "floppy", filename: "a" };

// A value of another type.
void blockdevAdd(session, { driver: "file", filename: 1 });

// undefined is not the absence of a member.
export const undefinedMember: BlockdevOptions = { driver: "file", filename: "a", "node-name": undefined };

// A member of a branch before the branch is known.
export function early(options: BlockdevOptions): string {
  return options.filename;
}
