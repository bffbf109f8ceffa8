import type { Position } from "../../model/index.js";

/**
 * The roles of identifiers in order of precedence: on a collision, the earlier role keeps the preferred name. `text`
 * describes the role in messages; `suffix` makes the other name unique.
 */
export const roles = {
  protocol: { text: "part of the protocol", suffix: "Protocol" },
  type: { text: "type", suffix: "Type" },
  command: { text: "command", suffix: "Command" },
  event: { text: "event", suffix: "Event" },
  connect: { text: "connection to the event", suffix: "Event" },
  disconnect: { text: "disconnection from the event", suffix: "Event" },
  connectAccessor: { text: "connection through the accessor", suffix: "Accessor" },
  disconnectAccessor: { text: "disconnection through the accessor", suffix: "Accessor" },
  complete: { text: "completion of the command", suffix: "Command" },
  arguments: { text: "arguments of the command", suffix: "OfCommand" },
  commands: { text: "commands of the module", suffix: "OfModule" },
  events: { text: "events of the module", suffix: "OfModule" },
  base: { text: "common members of the union", suffix: "OfUnion" },
  branch: { text: "branch of the union", suffix: "OfUnion" },
  values: { text: "values of the enumeration", suffix: "OfEnum" },
  accessorArguments: { text: "arguments of the accessor", suffix: "OfAccessor" },
  accessor: { text: "description of the accessor", suffix: "OfAccessor" },
  completion: { text: "description of how the command completes,", suffix: "OfCommand" },
} as const;

export type Role = keyof typeof roles;

/** One identifier that the output needs. */
export interface NameRequest {
  readonly role: Role;
  /** The definition or module, and for a branch the discriminator's value. */
  readonly of: readonly string[];
  /** The name that is allocated if there is no collision. */
  readonly preferred: string;
  readonly position: Position | undefined;
}

/** Returns the key of a request. The lengths make the key unambiguous for names that contain spaces. */
export function requestKey(role: Role, ...of: readonly string[]): string {
  return `${role} ${of.map((part) => part.length).join(" ")} ${of.join(" ")}`;
}
