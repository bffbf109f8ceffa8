import { spawnSync } from "node:child_process";
import { describe, test } from "vitest";

function isThere(binary: string): boolean {
  return spawnSync(binary, ["--version"], { stdio: "ignore" }).error === undefined;
}

/**
 * A group of tests that need a real binary. Where it is missing, one line says what did not run and why; on
 * the continuous integration it must not be missing.
 */
export function describeWith(binary: string, name: string, body: () => void): void {
  if (isThere(binary)) {
    describe(name, body);
  } else if (process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(`${binary} is not on the PATH`);
    });
  } else {
    console.log(`not run: ${name}, because ${binary} is not on the PATH`);
    describe.skip(name, body);
  }
}
