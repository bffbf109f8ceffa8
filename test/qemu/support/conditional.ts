import { describe, test } from "vitest";

/**
 * A group of tests that need something which is not everywhere. Where there is an obstacle, one line says what did
 * not run and why, and nothing of the group is looked at; on the continuous integration there must be none.
 * @param needed - whether it is to be there on the continuous integration.
 */
export function describeUnless(
  obstacle: string | undefined,
  name: string,
  body: () => void,
  needed = true,
): void {
  if (obstacle === undefined) {
    describe(name, body);
  } else if (needed && process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(obstacle);
    });
  } else {
    console.log(`not run: ${name}, because ${obstacle}`);
    test.skip(name, () => undefined);
  }
}
