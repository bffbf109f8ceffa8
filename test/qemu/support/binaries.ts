import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { describeUnless } from "./conditional.js";
import { versions, type Version } from "./sources.js";

/**
 * The name of each program on the PATH, which is 7.2 on Debian, and the beginning of the environment variables with the
 * paths of later versions: `QEMU_10_0`.
 */
const programs = {
  emulator: ["qemu-system-x86_64", "QEMU"],
  "storage daemon": ["qemu-storage-daemon", "QSD"],
  "guest agent": ["qemu-ga", "QGA"],
} as const;

function isInstalled(binary: string): boolean {
  return spawnSync(binary, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** Describes tests that need a real binary. */
export function describeWith(binary: string, name: string, body: () => void): void {
  describeUnless(isInstalled(binary) ? undefined : `${binary} is not installed`, name, body);
}

/** Describes tests that need a program of one QEMU version. */
export function describeWithVersion(
  program: keyof typeof programs,
  version: Version,
  name: string,
  body: (binary: string) => void,
): void {
  const [onPath, prefix] = programs[program];
  const variable = `${prefix}_${version.replace(".", "_")}`;
  const binary = version === "7.2" ? onPath : process.env[variable];
  if (binary !== undefined) {
    describeWith(binary, `${name} (${version})`, () => {
      body(binary);
    });
    return;
  }
  const obstacle = `${variable} is not set (schema/print/fetch-binaries.sh fetches the binary on Debian)`;
  describeUnless(obstacle, `${name} (${version})`, () => undefined);
}

/**
 * Describes tests that need the emulator of another target than x86. It is beside that of x86, if its package was fetched.
 * @param target - for example `aarch64`.
 */
export function describeWithTarget(
  target: string,
  version: Version,
  name: string,
  body: (binary: string) => void,
): void {
  describeWithVersion("emulator", version, `${name}: ${target}`, (emulator) => {
    const binary = join(dirname(emulator), `qemu-system-${target}`);
    describeWith(binary, name, () => {
      body(binary);
    });
  });
}

/** Describes tests that need a program of QEMU, and runs them with each version. */
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
