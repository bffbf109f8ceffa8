import { VersionError } from "../errors/index.js";
import { isObject, type JsonObject } from "../json.js";

/** The version of a QEMU. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** The distributor's version string; may be empty. */
  readonly package: string;
}

/**
 * The first message of a server.
 * @see QMP specification, section "Server Greeting"
 */
export interface Greeting {
  /** Undefined if the server does not report a version in QEMU's format. */
  readonly version: Version | undefined;
  /** The capabilities that the server offers. */
  readonly capabilities: readonly string[];
}

/** The oldest version that a server may have. Parts that are absent count as 0. */
export interface MinimumVersion {
  readonly major: number;
  readonly minor?: number;
  readonly micro?: number;
}

/** The greeting of a server that has not sent one, or sends none. */
export const emptyGreeting: Greeting = { version: undefined, capabilities: [] };

/** Reads the member `QMP` of a greeting message. */
export function readGreeting({ version, capabilities }: JsonObject): Greeting {
  return {
    version: isObject(version) ? readVersion(version) : undefined,
    capabilities: Array.isArray(capabilities) ? capabilities.filter(isString).slice() : [],
  };
}

function readVersion({ qemu, package: packageVersion }: JsonObject): Version | undefined {
  if (!isObject(qemu)) return undefined;
  const { major, minor, micro } = qemu;
  if (typeof major !== "number" || typeof minor !== "number" || typeof micro !== "number") return undefined;
  return { major, minor, micro, package: typeof packageVersion === "string" ? packageVersion : "" };
}

/** Returns an error if the server is older than the minimum, or does not report a version. */
export function checkVersion(
  greeting: Greeting,
  { major, minor = 0, micro = 0 }: MinimumVersion,
): VersionError | undefined {
  const { version } = greeting;
  // The first difference that is not 0.
  const newer = version && (version.major - major || version.minor - minor || version.micro - micro);
  if (newer !== undefined && newer >= 0) return undefined;
  const actual = version ? `is ${version.major}.${version.minor}.${version.micro}` : "reports no version";
  const message = `the server ${actual}; version ${major}.${minor}.${micro} or newer is required`;
  return new VersionError(message, { received: greeting });
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
