/**
 * The models of QEMU that are shipped with this package, for programs that need only these: this entry point loads fast.
 *
 * - `shippedModel` reads one: `qmp-11.1`, `qmp-10.0`, `qmp-7.2`, `qsd` or `qga`.
 * - `ownMembers` and `partsOf` return the parts of a definition.
 */
export type {
  Definition,
  Documentation,
  EnumValue,
  Member,
  Members,
  Model,
  TypeReference,
} from "../model/index.js";
export { ownMembers, partsOf } from "../model/queries.js";
export { shippedModel, type ShippedModel } from "./facts.js";
