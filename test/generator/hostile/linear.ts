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

/** Other load, and a garbage collection, can only raise a ratio. Quadratic growth exceeds the limit in every attempt. */
const attempts = 4;

export async function expectLinear(small: () => unknown, large: () => unknown): Promise<void> {
  await small();
  const ratios: number[] = [];
  while (ratios.length < attempts && Math.min(...ratios) >= maxRatio) {
    const one = await cost(small);
    ratios.push((await cost(large)) / Math.max(one, floor));
  }
  expect(Math.min(...ratios)).toBeLessThan(maxRatio);
}
