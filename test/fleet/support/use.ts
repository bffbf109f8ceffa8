import { onTestFinished } from "vitest";

/** Disposes a resource after the test; the last one first. */
export function use<T extends AsyncDisposable>(resource: T): T {
  onTestFinished(async () => {
    await resource[Symbol.asyncDispose]();
  });
  return resource;
}
