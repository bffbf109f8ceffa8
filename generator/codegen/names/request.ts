import type { Position } from "../../model/index.js";

/**
 * What an identifier stands for, in order of precedence: where two want the same name, the earlier has it. The
 * text is what an identifier of this kind is called in a message, the suffix what tells it apart.
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
  /** What is named: a definition, a module; a branch's value after its union. */
  readonly of: readonly string[];
  /** What it would be called if it were alone. */
  readonly preferred: string;
  readonly position: Position | undefined;
}

/** A request's identity. The lengths keep apart what could be read as two names or as one. */
export function requestKey(role: Role, ...of: readonly string[]): string {
  return `${role} ${of.map((part) => part.length).join(" ")} ${of.join(" ")}`;
}
