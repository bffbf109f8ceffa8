import { machineKey, type MachineAddress } from "./machine-address.js";
import { decodeToken, encodeToken } from "./token.js";

/** What to select; an absent member selects all. */
export interface MachineFilter {
  readonly site?: string;
  readonly host?: string;
  readonly machine?: string;
}

/** The token of the message that reports a gap in the events of a machine. No event has it. */
const gapToken = "=gap";

/** The subjects of a fleet. All begin with the prefix, so that several fleets can share an account. */
export class Subjects {
  readonly prefix: string;

  /** @param prefix - one or more tokens. */
  constructor(prefix = "qmp") {
    if (!/^[\w-]+(\.[\w-]+)*$/.test(prefix)) throw new RangeError(`"${prefix}" is not a prefix of subjects`);
    this.prefix = prefix;
  }

  /** The subject of a command. */
  command(address: MachineAddress, command: string): string {
    return `${this.#machine(address)}.cmd.${encodeToken(command)}`;
  }

  /** All commands of a machine. */
  commands(address: MachineAddress): string {
    return `${this.#machine(address)}.cmd.*`;
  }

  /** The query of the outcome of a request. */
  outcome(address: MachineAddress, id: string): string {
    return `${this.#machine(address)}.outcome.${encodeToken(id)}`;
  }

  /** All questions of {@link outcome} to a machine. */
  outcomes(address: MachineAddress): string {
    return `${this.#machine(address)}.outcome.*`;
  }

  /** The subject of an event. */
  event(address: MachineAddress, event: string): string {
    return `${this.#machine(address)}.event.${encodeToken(event)}`;
  }

  /** The subject of the message that reports a gap in the events of a machine. */
  gap(address: MachineAddress): string {
    return `${this.#machine(address)}.event.${gapToken}`;
  }

  /** The events and gaps of the selected machines. */
  events({ site, host, machine }: MachineFilter = {}): string {
    const tokens = [site, host, machine].map((name) => (name === undefined ? "*" : encodeToken(name)));
    return [this.prefix, ...tokens, "event", "*"].join(".");
  }

  /** Returns the name in the last token of a subject; undefined for a gap or any other text. */
  lastName(subject: string): string | undefined {
    return decodeToken(subject.slice(subject.lastIndexOf(".") + 1));
  }

  /** Returns the address in a subject; undefined if it is not a subject of a machine. */
  addressOf(subject: string): MachineAddress | undefined {
    if (!subject.startsWith(`${this.prefix}.`)) return undefined;
    const [site, host, machine] = subject
      .slice(this.prefix.length + 1)
      .split(".")
      .map(decodeToken);
    if (site === undefined || host === undefined || machine === undefined) return undefined;
    return { site, host, machine };
  }

  /** The name of a bucket or stream. They have no dots. */
  store(name: string): string {
    return `${this.prefix.replaceAll(".", "-")}-${name}`;
  }

  #machine(address: MachineAddress): string {
    return `${this.prefix}.${machineKey(address)}`;
  }
}
