import { setTimeout as sleep } from "node:timers/promises";

/** Waits until a condition holds. @throws Error if it does not within half a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within half a minute: ${condition.toString()}`);
    await sleep(20);
  }
}
