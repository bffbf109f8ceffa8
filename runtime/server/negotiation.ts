import { isObject } from "../json.js";
import { signalsCapability } from "../signals/accessor.js";
import { CommandFailure } from "./handler.js";
import type { Request } from "./request.js";

/**
 * The capabilities negotiation with one client. Until it is done, `qmp_capabilities` is the only command; afterwards
 * that command does not exist.
 * @see QEMU's "QMP specification", section "Capabilities Negotiation"
 */
export class Negotiation {
  readonly #offered: readonly string[];
  #enabled: readonly string[] | undefined;
  #defaultConnections = true;

  constructor(offered: readonly string[]) {
    this.#offered = offered;
  }

  get done(): boolean {
    return this.#enabled !== undefined;
  }

  hasCapability(capability: string): boolean {
    return this.#enabled?.includes(capability) ?? false;
  }

  /** Whether the client receives the events of default connections. */
  get defaultConnections(): boolean {
    return this.#defaultConnections;
  }

  /**
   * Handles a request if it belongs to the negotiation, and returns whether it does.
   * @throws CommandFailure for another command before the negotiation, and for a second negotiation.
   */
  handle({ command, args }: Request): boolean {
    const negotiates = command === "qmp_capabilities";
    if (!this.done && !negotiates) {
      throw new CommandFailure("expected 'qmp_capabilities' before any other command", "CommandNotFound");
    }
    if (this.done && negotiates) {
      throw new CommandFailure("capabilities negotiation is already complete", "CommandNotFound");
    }
    if (negotiates) this.#enable(args);
    return negotiates;
  }

  /** An invalid request changes nothing, so the client can try again. */
  #enable(args: object): void {
    const { enable = [], "default-connections": defaults, ...rest } = isObject(args) ? args : {};
    const [unknownKey] = Object.keys(rest);
    if (unknownKey !== undefined) throw new CommandFailure(`the argument '${unknownKey}' is unexpected`);
    const enabled = this.#readCapabilities(enable);
    this.#defaultConnections = readDefaultConnections(defaults, enabled);
    this.#enabled = enabled;
  }

  #readCapabilities(enable: unknown): readonly string[] {
    if (!Array.isArray(enable)) throw new CommandFailure("the argument 'enable' must be an array");
    return enable.map((capability: unknown) => {
      if (typeof capability === "string" && this.#offered.includes(capability)) return capability;
      throw new CommandFailure(`the capability '${String(capability)}' is not offered`);
    });
  }
}

/** A client without `signals` cannot drop the default connections: it would receive no events at all. */
function readDefaultConnections(value: unknown, enabled: readonly string[]): boolean {
  if (value === undefined) return true;
  if (!enabled.includes(signalsCapability)) {
    throw new CommandFailure("the argument 'default-connections' needs the capability 'signals'");
  }
  if (typeof value === "boolean") return value;
  throw new CommandFailure("the argument 'default-connections' must be true or false");
}
