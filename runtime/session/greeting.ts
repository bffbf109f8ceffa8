import { OlderServerError, VersionError } from "../errors/index.js";
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
  readonly minor?: number | undefined;
  readonly micro?: number | undefined;
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
  const differences = version && [version.major - major, version.minor - minor, version.micro - micro];
  // NaN, for a minimum that has no number, is not 0 either, and refuses the server.
  if (differences !== undefined && (differences.find((each) => each !== 0) ?? 0) >= 0) return undefined;
  const actual = version ? `is ${version.major}.${version.minor}.${version.micro}` : "reports no version";
  const message = `the server ${actual}; version ${major}.${minor}.${micro} or newer is required`;
  return new VersionError(message, { received: greeting });
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** The server whose schema bindings were generated from. */
interface DescribedServer {
  /** For example `QEMU`. */
  readonly name: string;
  /** For example `11.1`. */
  readonly version: string;
  /** The bindings of older versions, and the modules that export them. */
  readonly older?: readonly OlderBindings[];
}

interface OlderBindings {
  readonly version: string;
  /** A module specifier. */
  readonly import: string;
}

/**
 * Creates the check of a protocol's server: whether it is older than the bindings describe. A newer one has what they
 * describe, apart from what it removed. Generated code calls this.
 */
export function serverCheck(described: DescribedServer): (version: Version) => OlderServerError | undefined {
  return (version) => {
    // A server that is not QEMU may have no version.
    const isUnknown = version.major === 0 && version.minor === 0;
    if (isUnknown || compareReleases(version, parseRelease(described.version)) >= 0) return undefined;
    const { name } = described;
    const actual = `${version.major}.${version.minor}.${version.micro}`;
    const bindings = bindingsFor(version, described.older ?? []);
    const advice = bindings === undefined ? "generate bindings for it" : `import ${bindings.import} instead`;
    const message = `the server is ${name} ${actual}, but the bindings describe ${name} ${described.version}: ${advice}`;
    return new OlderServerError(message, { import: bindings?.import, received: version });
  };
}

type Release = Pick<Version, "major" | "minor">;

function parseRelease(version: string): Release {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return { major, minor };
}

/** The fixes of a release do not change its schema. */
function compareReleases(a: Release, b: Release): number {
  return a.major - b.major || a.minor - b.minor;
}

/** Returns the newest bindings that are not newer than the server; if all of them are newer, the oldest. */
function bindingsFor(version: Version, older: readonly OlderBindings[]): OlderBindings | undefined {
  const newestFirst = older.toSorted((a, b) =>
    compareReleases(parseRelease(b.version), parseRelease(a.version)),
  );
  return (
    newestFirst.find((each) => compareReleases(parseRelease(each.version), version) <= 0) ??
    newestFirst.at(-1)
  );
}
