import { VersionError } from "../errors/index.js";
import type { Greeting, Version } from "./message.js";

/** The least version that a server must have. What is left out may be anything. */
export interface MinimumVersion {
  readonly major: number;
  readonly minor?: number;
  readonly micro?: number;
}

/** Whether a server is too old, or does not say how old it is. */
export function isOlder(
  version: Version | undefined,
  { major, minor = 0, micro = 0 }: MinimumVersion,
): boolean {
  if (version === undefined) return true;
  const differences = [version.major - major, version.minor - minor, version.micro - micro];
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

export function tooOld(greeting: Greeting, { major, minor = 0, micro = 0 }: MinimumVersion): VersionError {
  const { version } = greeting;
  const theirs =
    version === undefined ? "of no version" : `${version.major}.${version.minor}.${version.micro}`;
  const message = `the server is ${theirs}, and ${major}.${minor}.${micro} is needed`;
  return new VersionError(message, { received: greeting });
}
