import { expect } from "vitest";

/** Returns the least processor time of three runs in ms. The least is hardly affected by other load on the machine. */
async function cost(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}

/** Four times the input may take ten times the time. Quadratic growth takes 16 times. */
export const factor = 4;
const maxRatio = 10;
/** Times below this are not compared, because they are measured too imprecisely. */
const floor = 25;

export async function expectLinear(small: () => unknown, large: () => unknown): Promise<void> {
  await small();
  const one = await cost(small);
  const other = await cost(large);
  expect(other / Math.max(one, floor)).toBeLessThan(maxRatio);
}
