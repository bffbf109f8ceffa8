import { spawnSync } from "node:child_process";
import { describeUnless } from "./conditional.js";
import { versions, type Version } from "./sources.js";

/** QEMU's programs: the name on the PATH, where Debian's is 7.2, and the variable that names the one of 10.0. */
const programs = {
  emulator: ["qemu-system-x86_64", "QEMU_10_0"],
  "storage daemon": ["qemu-storage-daemon", "QSD_10_0"],
  "guest agent": ["qemu-ga", "QGA_10_0"],
} as const;

function isThere(binary: string): boolean {
  return spawnSync(binary, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** A group of tests that need a real binary. */
export function describeWith(binary: string, name: string, body: () => void): void {
  describeUnless(isThere(binary) ? undefined : `${binary} is not there`, name, body);
}

/** A group of tests that need a program of QEMU of one version. */
export function describeWithVersion(
  program: keyof typeof programs,
  version: Version,
  name: string,
  body: (binary: string) => void,
): void {
  const [onPath, variable] = programs[program];
  const binary = version === "7.2" ? onPath : process.env[variable];
  if (binary !== undefined) {
    describeWith(binary, `${name} (${version})`, () => {
      body(binary);
    });
    return;
  }
  const obstacle = `${variable} names no binary (test/qemu/fetch-binaries.sh fetches it, on Debian)`;
  describeUnless(obstacle, `${name} (${version})`, () => undefined);
}

/** A group of tests that need a program of QEMU: once with each version. */
export function describeWithEach(
  program: keyof typeof programs,
  name: string,
  body: (binary: string, version: Version) => void,
): void {
  for (const version of versions) {
    describeWithVersion(program, version, name, (binary) => {
      body(binary, version);
    });
  }
}
