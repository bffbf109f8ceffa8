import type { EventMessage, Greeting } from "qapi-ts";
import type { Reply } from "../messages/reply.js";

/** A command for a machine. */
export interface MachineCommand {
  readonly id: string;
  readonly command: string;
  readonly args: object | undefined;
  readonly oob: boolean;
}

/** The owner's connection to a machine, which is opened again when it is lost. */
export interface MachineAccess {
  /** The greeting of the current connection, or of the last one. */
  readonly greeting: Greeting;
  readonly connected: boolean;
  /** Sends a command before the function returns, so that commands keep their order. The promise is never rejected. */
  call(command: MachineCommand): Promise<Reply>;
  /** Calls a listener with each event of the machine. */
  onEvent(listener: (event: EventMessage) => void): void;
  /** Calls a listener when the connection is lost, and when it is open again. */
  onState(listener: (connected: boolean) => void): void;
  close(): Promise<void>;
}

/** A machine that an owner can serve. */
export interface OwnedMachine {
  /** Its name, unique on the host. */
  readonly name: string;
  /** Where it is. A machine of the same name with another target is connected to anew. Default: always the same. */
  readonly target?: string;
  /**
   * Connects to the machine.
   * @throws Error (as a rejection) if that is not possible now; the owner tries again.
   */
  connect(): Promise<MachineAccess>;
}
