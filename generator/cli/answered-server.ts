import type { TargetServer } from "../config/target.js";
import type { Answer } from "../import/answer.js";

/** Returns the newest version of the servers that answered; undefined if none is known. */
export function newestVersion(answers: readonly Answer[]): string | undefined {
  const versions = answers.flatMap(({ origin }) => origin.version ?? []);
  return versions.toSorted(compareVersions).at(-1);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const index = left?.findIndex((part, at) => part !== right?.[at]) ?? -1;
  return index < 0 ? 0 : (left?.[index] ?? 0) - (right?.[index] ?? 0);
}

/** Describes the QEMU that answered; undefined if answers are of several versions, or of one that is not known. */
export function serverOf(answers: readonly Answer[]): TargetServer | undefined {
  const releases = new Set(answers.map(({ origin }) => /^\d+\.\d+/.exec(origin.version ?? "")?.[0]));
  const [version] = releases;
  if (version === undefined || releases.size > 1) return undefined;
  const isDaemon = answers.every(({ origin }) => origin.target === "storage-daemon");
  return { name: isDaemon ? "QEMU storage daemon" : "QEMU", version };
}
