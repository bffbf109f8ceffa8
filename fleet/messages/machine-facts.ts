import type { Greeting } from "qapi-ts";
import type { MachineAddress } from "../subjects/machine-address.js";
import { isObject, parseObject } from "./body.js";

/** The presence and facts of a machine, as its owner reports them. */
export interface MachineFacts extends MachineAddress {
  /** Whether the owner is connected to the machine. */
  readonly connected: boolean;
  /** The version of QEMU, such as `11.1.3`; undefined if the machine reports none. */
  readonly version: string | undefined;
  /** The run state, such as `running`; undefined for a program without one. */
  readonly status: string | undefined;
  readonly greeting: Greeting;
  /** The epoch of the owner's lease. */
  readonly epoch: number;
  /** The owner. */
  readonly owner: string;
  /** When these facts were written, in milliseconds since the Unix epoch, by the owner's clock. */
  readonly since: number;
}

/** Reads facts. Returns undefined if the text is not what an owner writes. */
export function parseFacts(text: string): MachineFacts | undefined {
  const facts = parseObject(text);
  if (facts === undefined) return undefined;
  const { site, host, machine, connected, version, status, greeting, epoch, owner, since } = facts;
  if (typeof site !== "string" || typeof host !== "string" || typeof machine !== "string") return undefined;
  if (typeof epoch !== "number" || typeof owner !== "string" || typeof since !== "number") return undefined;
  return {
    site,
    host,
    machine,
    epoch,
    owner,
    since,
    connected: connected === true,
    version: typeof version === "string" ? version : undefined,
    status: typeof status === "string" ? status : undefined,
    greeting: readGreeting(greeting),
  };
}

function readGreeting(value: unknown): Greeting {
  const { version, capabilities } = isObject(value) ? value : {};
  return {
    version: isObject(version) ? readVersion(version) : undefined,
    capabilities: Array.isArray(capabilities) ? capabilities.filter((each) => typeof each === "string") : [],
  };
}

function readVersion(version: Readonly<Record<string, unknown>>): Greeting["version"] {
  const { major, minor, micro, package: packaging } = version;
  if (typeof major !== "number" || typeof minor !== "number" || typeof micro !== "number") return undefined;
  return { major, minor, micro, package: typeof packaging === "string" ? packaging : "" };
}
