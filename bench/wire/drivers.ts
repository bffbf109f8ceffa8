import type { Driver } from "./driver.js";
import { floor } from "./floor.js";
import { qapiTs } from "./qapi-ts.js";
import { nodeQemu, qemuQmp } from "./npm-clients.js";

/** The drivers by the name of their client. */
export const drivers: Readonly<Record<string, Driver>> = {
  floor,
  "qapi-ts": qapiTs,
  "node-qemu": nodeQemu,
  "qemu-qmp": qemuQmp,
};
