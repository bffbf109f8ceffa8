import type { Contender } from "./contender.js";
import { floor } from "./floor.js";
import { ours } from "./ours.js";
import { nodeQemu, qemuQmp } from "./peers.js";

export const contenders: Readonly<Record<string, Contender>> = {
  floor,
  "qapi-ts": ours,
  "node-qemu": nodeQemu,
  "qemu-qmp": qemuQmp,
};
