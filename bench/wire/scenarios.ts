import { setTimeout as sleep } from "node:timers/promises";
import type { Connected, Contender } from "./contender.js";

/** Who runs a scenario, and against what. */
export interface Stage {
  readonly contender: Contender;
  readonly connected: Connected;
  readonly path: string;
}

/** One thing to be measured. */
export interface Scenario {
  /** How much of it makes a round of some tens of milliseconds. */
  readonly size: number;
  /** `rate`: as much as can be in a second; `cost`: as little as can be each time. */
  readonly kind: "rate" | "cost";
  readonly unit: string;
  /** Whether peers can be compared at all. */
  readonly peers: boolean;
  /** Whether it needs a process in which nothing has happened. */
  readonly fresh?: boolean;
  /**
   * Whether client and server take turns on one processor. Where one always waits for the other, that measures what
   * both do; on two it would measure how long a processor sleeps on when it is woken.
   */
  readonly inTurns?: boolean;
  /** @returns milliseconds, or bytes. */
  run(stage: Stage, size: number): Promise<number>;
}

/** What a QEMU answers most of the time: short, and without an integer that needs care. */
const ordinary = [
  '{"return": {"status": "running", "singlestep": false, "running": true}, "id": 1}',
  '{"return": {"actual": 1073741824}, "id": 2}',
  '{"return": [{"props": {"core-id": 0, "thread-id": 0, "node-id": 0, "socket-id": 0}, "thread-id": 25627, ' +
    '"qom-path": "/machine/unattached/device[0]", "cpu-index": 0, "target": "x86_64"}], "id": 3}',
];

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function parsing({ contender }: Stage, size: number): Promise<void> {
  for (let left = size; left > 0; left--) for (const text of ordinary) contender.parse?.(text);
}

/** What a process has, when all is done that was to be done. */
async function usage(): Promise<NodeJS.MemoryUsage> {
  await sleep(300);
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage();
}

async function open({ contender, path }: Stage, count: number): Promise<readonly Connected[]> {
  const all: Connected[] = [];
  while (all.length < count) all.push(await contender.open(path, true));
  return all;
}

/**
 * How much more a process has when so many more sessions idle, behind some that have made it warm. Of fewer sessions, what
 * is resident would say more of what V8 holds in reserve.
 */
function idleBytes(of: (usage: NodeJS.MemoryUsage) => number): Scenario["run"] {
  return async (stage, size) => {
    const idle = [...(await open(stage, size / 4))];
    const before = of(await usage());
    idle.push(...(await open(stage, size)));
    const bytes = of(await usage()) - before;
    for (const connected of idle) connected.close();
    return bytes;
  };
}

const idle = { kind: "cost", unit: "bytes", peers: false, fresh: true, size: 9000 } as const;
const rate = { kind: "rate", unit: "thousands/s", peers: true } as const;

export type ScenarioName =
  | "sequential"
  | "8 in flight"
  | "64 in flight"
  | "events heard"
  | "events unheard"
  | "16 MiB reply"
  | "ordinary replies, exact integers"
  | "idle session, resident"
  | "idle session, on the heap";

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  sequential: {
    ...rate,
    inTurns: true,
    size: 3000,
    run: (on, size) => timed(() => on.connected.concurrent(size, 1)),
  },
  "8 in flight": { ...rate, size: 10_000, run: (on, size) => timed(() => on.connected.concurrent(size, 8)) },
  "64 in flight": {
    ...rate,
    size: 30_000,
    run: (on, size) => timed(() => on.connected.concurrent(size, 64)),
  },
  "events heard": { ...rate, size: 50_000, run: (on, size) => timed(() => on.connected.heard(size)) },
  "events unheard": { ...rate, size: 200_000, run: (on, size) => timed(() => on.connected.unheard(size)) },
  "16 MiB reply": {
    kind: "cost",
    unit: "ms",
    peers: true,
    size: 1,
    run: (on) => timed(() => on.connected.big()),
  },
  "ordinary replies, exact integers": {
    kind: "cost",
    unit: "µs for three",
    peers: false,
    size: 10_000,
    run: async (on, size) => 1000 * (await timed(() => parsing(on, size))),
  },
  "idle session, resident": { ...idle, run: idleBytes(({ rss }) => rss) },
  "idle session, on the heap": { ...idle, run: idleBytes(({ heapUsed, external }) => heapUsed + external) },
};

export const scenarioNames: readonly ScenarioName[] = Object.keys(scenarios) as ScenarioName[];

/** What a client's process is told to do. */
export interface Order {
  readonly scenario: ScenarioName;
  readonly size: number;
}
