import { VersionError } from "../errors/connection.js";
import type { Greeting, Version } from "./greeting.js";

/** The least version that a server must have. What is left out may be anything. */
export interface MinimumVersion {
  readonly major: number;
  readonly minor?: number;
  readonly micro?: number;
}

/** Whether a server is too old, or does not say how old it is. */
function isOlder(version: Version | undefined, { major, minor = 0, micro = 0 }: MinimumVersion): boolean {
  if (version === undefined) return true;
  const differences = [version.major - major, version.minor - minor, version.micro - micro];
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

/** What is wrong with a server's version, if anything is. */
export function tooOld(greeting: Greeting, least: MinimumVersion): VersionError | undefined {
  const { version } = greeting;
  if (!isOlder(version, least)) return undefined;
  const { major, minor = 0, micro = 0 } = least;
  const theirs =
    version === undefined ? "of no version" : `${version.major}.${version.minor}.${version.micro}`;
  const message = `the server is ${theirs}, and ${major}.${minor}.${micro} is needed`;
  return new VersionError(message, { received: greeting });
}
