import type { LoggedEvent } from "../../connection/event-log.js";

/** The most lines of a timeline, and the most events of a line. */
const [maxLanes, maxTimes] = [12, 200];

interface Lane {
  readonly name: string;
  /** In milliseconds. */
  readonly times: readonly number[];
}

interface Lanes {
  /** The names whose latest events are the newest, in alphabetical order. */
  readonly lanes: readonly Lane[];
  readonly start: number;
  readonly end: number;
}

/** Groups events by name for a timeline. */
export function lanesOf(events: readonly LoggedEvent[]): Lanes {
  const byName = new Map<string, number[]>();
  for (const { name, time } of [...events].reverse()) {
    const times = byName.get(name) ?? [];
    if (times.length < maxTimes) times.push(time);
    if (byName.size < maxLanes || byName.has(name)) byName.set(name, times);
  }
  const lanes = [...byName].map(([name, times]) => ({ name, times: times.reverse() }));
  const all = lanes.flatMap(({ times }) => times);
  return {
    lanes: lanes.sort((a, b) => (a.name < b.name ? -1 : 1)),
    start: all.reduce((least, time) => Math.min(least, time), Infinity),
    end: all.reduce((most, time) => Math.max(most, time), -Infinity),
  };
}
