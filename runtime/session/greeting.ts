import { isObject, type JsonObject } from "../json/guards.js";

/** The version of a QEMU. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** What the distributor says of the build; may be empty. */
  readonly package: string;
}

/**
 * What the server says first.
 * @see QEMU's "QMP specification", section "Server Greeting"
 */
export interface Greeting {
  /** Undefined where the server gives none in QEMU's form. */
  readonly version: Version | undefined;
  /** The capabilities that the server offers. */
  readonly capabilities: readonly string[];
}

/** The greeting within the message that greets. */
export function readGreeting(greeting: JsonObject): Greeting {
  const { version, capabilities } = greeting;
  return {
    version: isObject(version) ? readVersion(version) : undefined,
    capabilities: Array.isArray(capabilities)
      ? capabilities.filter((one): one is string => typeof one === "string")
      : [],
  };
}

function readVersion(version: JsonObject): Version | undefined {
  const { qemu, package: packaging } = version;
  if (!isObject(qemu)) return undefined;
  const { major, minor, micro } = qemu;
  if (typeof major !== "number" || typeof minor !== "number" || typeof micro !== "number") return undefined;
  return { major, minor, micro, package: typeof packaging === "string" ? packaging : "" };
}
