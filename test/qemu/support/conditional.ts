import { describe, test } from "vitest";

/**
 * Describes tests that need something that may be missing. If there is an obstacle, the tests are skipped and one line
 * reports why; in continuous integration they fail instead.
 * @param required - whether an obstacle is a failure in continuous integration.
 */
export function describeUnless(
  obstacle: string | undefined,
  name: string,
  body: () => void,
  required = true,
): void {
  if (obstacle === undefined) {
    describe(name, body);
  } else if (required && process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(obstacle);
    });
  } else {
    console.log(`not run: ${name}, because ${obstacle}`);
    test.skip(name, () => undefined);
  }
}
