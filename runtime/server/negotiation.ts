import { isObject } from "../json.js";
import { signalsCapability } from "../signals/accessor.js";
import { CommandFailure } from "./failure.js";
import type { Request } from "./request.js";

/**
 * Negotiates with one client. Until it is done, `qmp_capabilities` is the only command; then it is none.
 * @see QEMU's "QMP specification", section "Capabilities Negotiation"
 */
export class Negotiation {
  readonly #offered: readonly string[];
  #enabled: readonly string[] | undefined;
  #defaults = true;

  constructor(offered: readonly string[]) {
    this.#offered = offered;
  }

  get done(): boolean {
    return this.#enabled !== undefined;
  }

  /** Whether the client has enabled this capability. */
  has(capability: string): boolean {
    return this.#enabled?.includes(capability) ?? false;
  }

  /** Whether the client wants the events' default connections. */
  get defaults(): boolean {
    return this.#defaults;
  }

  /** @returns true when the request was the negotiation's. @throws CommandFailure when it is out of turn. */
  handles({ command, args }: Request): boolean {
    const negotiates = command === "qmp_capabilities";
    if (!this.done && !negotiates) {
      throw new CommandFailure("before any other command comes 'qmp_capabilities'", "CommandNotFound");
    }
    if (this.done && negotiates) {
      throw new CommandFailure("the capabilities are negotiated already", "CommandNotFound");
    }
    if (negotiates) this.#settle(args);
    return negotiates;
  }

  /** A request that fails changes nothing, and can be tried again. */
  #settle(args: object): void {
    const { enable = [], "default-connections": defaults, ...rest } = membersOf(args);
    const [stranger] = Object.keys(rest);
    if (stranger !== undefined) throw new CommandFailure(`the argument '${stranger}' is unexpected`);
    const enabled = this.#choice(enable);
    this.#defaults = wantsDefaults(defaults, enabled);
    this.#enabled = enabled;
  }

  #choice(enable: unknown): readonly string[] {
    if (!Array.isArray(enable)) throw new CommandFailure("the argument 'enable' must be an array");
    return enable.map((capability: unknown) => {
      if (typeof capability === "string" && this.#offered.includes(capability)) return capability;
      throw new CommandFailure(`the capability '${String(capability)}' is not offered`);
    });
  }
}

function membersOf(args: object): Readonly<Record<string, unknown>> {
  return isObject(args) ? args : {};
}

/** Only who enables `signals` may drop the default connections: there would be nothing left to be told. */
function wantsDefaults(value: unknown, enabled: readonly string[]): boolean {
  if (value === undefined) return true;
  if (!enabled.includes(signalsCapability)) {
    throw new CommandFailure("the argument 'default-connections' needs the capability 'signals'");
  }
  if (typeof value === "boolean") return value;
  throw new CommandFailure("the argument 'default-connections' must be true or false");
}
