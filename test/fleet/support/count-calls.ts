import type { Fleet, FleetReply } from "qapi-ts-fleet";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";

/** Sends `count` with the numbers from 1 on, one every few milliseconds, until `until` settles. Returns all replies. */
export async function countCalls(
  fleet: Fleet,
  machine: string,
  until: Promise<unknown>,
): Promise<FleetReply[]> {
  const replies: Promise<FleetReply>[] = [];
  const done = new AbortController();
  void until.finally(() => {
    done.abort();
  });
  for (let n = 1; !done.signal.aborted; n++) {
    replies.push(fleet.request(machine, "count", { n }, { id: `r${n}` }));
    await sleep(5);
  }
  return await Promise.all(replies);
}

/** Checks each reply against what the machine has executed. Returns the number of replies of each state. */
export function checkOutcomes(
  replies: readonly FleetReply[],
  executed: readonly number[],
): Record<string, number> {
  const times = new Map<number, number>();
  for (const n of executed) times.set(n, (times.get(n) ?? 0) + 1);
  expect([...times].filter(([, count]) => count > 1)).toEqual([]);
  const states: Record<string, number> = { done: 0, "not-sent": 0, unknown: 0 };
  const wrong = replies.filter(({ state }, index) => {
    states[state] = (states[state] ?? 0) + 1;
    const isExecuted = times.has(index + 1);
    return (state === "done" && !isExecuted) || (state === "not-sent" && isExecuted);
  });
  expect(wrong).toEqual([]);
  return states;
}
