/**
 * Machines on many hosts, over NATS.
 *
 * - `serveFleet` serves the machines of a host; the command `qmp-fleet serve` runs it.
 * - `connectFleet` lists machines, calls them and follows their events.
 */
export { connectFleet, type FleetOptions } from "./client/connect-fleet.js";
export type { EachOptions, EachProgress, EachResult, Outcome } from "./client/each.js";
export type { Fleet, MachineName, MachineSettings, RequestOptions } from "./client/fleet.js";
export type { FleetEvent, FleetEventOptions, FleetEvents, FleetGap } from "./client/fleet-events.js";
export type { MachineList, Where } from "./client/machine-list.js";
export type { MachineChange } from "./client/machine-tracker.js";
export type { RequestLimits } from "./client/pending-request.js";
export type { FleetReply } from "./client/request-sender.js";
export type { MachineFacts } from "./messages/machine-facts.js";
export type { Reply } from "./messages/reply.js";
export { natsFromEnvironment } from "./nats/environment.js";
export type { NatsOptions } from "./nats/connection.js";
export type { MachineAccess, MachineCommand, OwnedMachine } from "./owner/machine-access.js";
export { serveFleet, type FleetOwner, type OwnerOptions } from "./owner/serve-fleet.js";
export { findMachines } from "./owner/find-machines.js";
export { shareAccess } from "./owner/shared-access.js";
export {
  clientPermissions,
  ownerPermissions,
  type ClientRole,
  type NatsPermissions,
  type OwnerRole,
} from "./permissions/permissions.js";
export { sessionAccess } from "./owner/session-access.js";
export { formatAddress, parseAddress, type MachineAddress } from "./subjects/machine-address.js";
export type { MachineFilter } from "./subjects/subjects.js";
