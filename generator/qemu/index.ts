/**
 * The models of QEMU that are shipped with this package, for programs that need only these: this entry point loads fast.
 *
 * - `shippedModel` reads one: `qmp-11.1`, `qmp-10.0`, `qmp-7.2`, `qsd` or `qga`.
 * - `ownMembers` and `partsOf` return the parts of a definition.
 *
 * The main entry point exports all types of a model.
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
export type { ModelReading } from "../export/model/read-document.js";
export { ownMembers, partsOf, type Part } from "../model/queries.js";
export { shippedModel, type ShippedModel } from "./facts.js";
