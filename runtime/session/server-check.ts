import { OlderServerError } from "../errors/index.js";
import type { Protocol, ProtocolDescriptor } from "../protocol.js";
import type { Version } from "./greeting.js";

/** The server whose schema bindings were generated from. */
export interface DescribedServer {
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

/** Returns the newest bindings that describe nothing newer than the server, or else the oldest that are older than others. */
function bindingsFor(version: Version, older: readonly OlderBindings[]): OlderBindings | undefined {
  const newestFirst = older.toSorted((a, b) =>
    compareReleases(parseRelease(b.version), parseRelease(a.version)),
  );
  return (
    newestFirst.find((each) => compareReleases(parseRelease(each.version), version) <= 0) ??
    newestFirst.at(-1)
  );
}

/** Returns a descriptor that reports each older server once: a persistent session connects again and again. */
export function checkedOnce<D extends Pick<ProtocolDescriptor<Protocol>, "checkServer">>(protocol: D): D {
  const { checkServer } = protocol;
  if (checkServer === undefined) return protocol;
  const reported = new Set<string>();
  return {
    ...protocol,
    checkServer: (version) => {
      const error = checkServer(version);
      if (error === undefined || reported.has(error.message)) return undefined;
      reported.add(error.message);
      return error;
    },
  };
}
