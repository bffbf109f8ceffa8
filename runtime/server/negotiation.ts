import { escapeText } from "../errors/index.js";
import { objectOf } from "../json.js";
import { signalsCapability } from "../signals/accessor.js";
import { CommandFailure, messageOf } from "./handler.js";
import type { Request } from "./request.js";

/** The commands of the negotiation. The second one exists if the server offers `signals`. */
const negotiate = "qmp_capabilities";
const dropDefaults = "drop-default-connections";

/**
 * The capabilities negotiation with one client. Until it is done, `qmp_capabilities` and `drop-default-connections` are the
 * only commands; afterwards they do not exist.
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
    const belongs = command === negotiate || (command === dropDefaults && this.#offersSignals);
    if (!this.done && !belongs) {
      throw new CommandFailure("expected 'qmp_capabilities' before any other command", "CommandNotFound");
    }
    if (this.done && belongs) {
      throw new CommandFailure("capabilities negotiation is already complete", "CommandNotFound");
    }
    if (command === negotiate) this.#enable(args);
    else if (belongs) this.#dropDefaults(args);
    return belongs;
  }

  get #offersSignals(): boolean {
    return this.#offered.includes(signalsCapability);
  }

  #dropDefaults(args: object): void {
    refuseOthers(args);
    this.#defaultConnections = false;
  }

  /** An invalid request changes nothing, so the client can try again. */
  #enable(args: object): void {
    const { enable = [], "default-connections": defaults, ...rest } = objectOf(args);
    refuseOthers(rest);
    const enabled = this.#readCapabilities(enable);
    this.#defaultConnections = this.#readDefaultConnections(defaults, enabled);
    this.#enabled = enabled;
  }

  #readCapabilities(enable: unknown): readonly string[] {
    if (!Array.isArray(enable)) throw new CommandFailure("the argument 'enable' must be an array");
    return enable.map((capability: unknown) => {
      if (typeof capability === "string" && this.#offered.includes(capability)) return capability;
      throw new CommandFailure(`the capability '${escapeText(messageOf(capability))}' is not offered`);
    });
  }

  /** A client without `signals` cannot drop the default connections: it would receive no events at all. */
  #readDefaultConnections(value: unknown, enabled: readonly string[]): boolean {
    if (!enabled.includes(signalsCapability)) {
      if (value === undefined && this.#defaultConnections) return true;
      const cause =
        value === undefined ? `the command '${dropDefaults}'` : "the argument 'default-connections'";
      throw new CommandFailure(`${cause} needs the capability 'signals'`);
    }
    if (value === undefined) return this.#defaultConnections;
    if (typeof value === "boolean") return value;
    throw new CommandFailure("the argument 'default-connections' must be true or false");
  }
}

/** Refuses arguments that the command does not have. */
function refuseOthers(args: object): void {
  const [unknownKey] = Object.keys(args);
  if (unknownKey !== undefined)
    throw new CommandFailure(`the argument '${escapeText(unknownKey)}' is unexpected`);
}
