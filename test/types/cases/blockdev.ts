import { blockdevAdd, type BlockdevOptions, type QmpSession } from "qapi-ts/qmp";

declare const session: QmpSession;

// A missing member.
export const missing: BlockdevOptions = { driver: "file" };

// A member of another driver.
export const other: BlockdevOptions = { driver: "null-co", filename: "disk.qcow2" };

// An unknown member.
export const excess: BlockdevOptions = { driver: "file", filename: "disk.qcow2", fliename: "" };

// An unknown driver.
export const unknown: BlockdevOptions = { driver: "floppy", filename: "a" };

// A value of another type.
void blockdevAdd(session, { driver: "file", filename: 1 });

// An explicit undefined.
export const undefinedMember: BlockdevOptions = { driver: "file", filename: "a", "node-name": undefined };

// A member of a branch before the branch is known.
export function early(options: BlockdevOptions): string {
  return options.filename;
}
