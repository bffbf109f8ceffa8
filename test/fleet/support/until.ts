import { setTimeout as sleep } from "node:timers/promises";

/** Waits until a condition holds. @throws Error if it does not in time. @param timeout - in milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, timeout = 30_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeout} ms: ${condition.toString()}`);
    await sleep(20);
  }
}
