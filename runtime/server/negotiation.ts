import { CommandFailure } from "./failure.js";
import type { Request } from "./request.js";

/**
 * Negotiates with one client. Until it is done, `qmp_capabilities` is the only command; then it is none.
 * @see QEMU's "QMP specification", section "Capabilities Negotiation"
 */
export class Negotiation {
  readonly #offered: readonly string[];
  #enabled: readonly string[] | undefined;

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

  /** @returns true when the request was the negotiation's. @throws CommandFailure when it is out of turn. */
  handles({ command, args }: Request): boolean {
    const negotiates = command === "qmp_capabilities";
    if (!this.done && !negotiates) {
      throw new CommandFailure("before any other command comes 'qmp_capabilities'", "CommandNotFound");
    }
    if (this.done && negotiates) {
      throw new CommandFailure("the capabilities are negotiated already", "CommandNotFound");
    }
    if (negotiates) this.#enabled = this.#choice(args);
    return negotiates;
  }

  #choice(args: object): readonly string[] {
    const enable: unknown = "enable" in args ? args.enable : [];
    if (!Array.isArray(enable)) throw new CommandFailure("the argument 'enable' must be an array");
    return enable.map((capability: unknown) => {
      if (typeof capability === "string" && this.#offered.includes(capability)) return capability;
      throw new CommandFailure(`the capability '${String(capability)}' is not offered`);
    });
  }
}
