import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, Driver } from "./driver.js";

/** The client that runs a scenario, and its server. */
export interface ScenarioContext {
  readonly driver: Driver;
  readonly connection: Connection;
  readonly path: string;
}

/** One measurement. */
export interface Scenario {
  /** The number of calls, events, replies or sessions in a round of some tens of milliseconds. */
  readonly size: number;
  /** `rate`: more per second is better; `cost`: less per item is better. */
  readonly kind: "rate" | "cost";
  readonly unit: string;
  /** Whether other clients can run it. */
  readonly comparable: boolean;
  /** Whether each round needs a new process. Default: false. */
  readonly fresh?: boolean;
  /**
   * Whether client and server share one processor. With one call in flight, two processors would measure how long a
   * sleeping processor takes to wake up. Default: false.
   */
  readonly onOneProcessor?: boolean;
  /** @returns milliseconds, or bytes. */
  run(context: ScenarioContext, size: number): Promise<number>;
}

/** Typical replies of QEMU: short, and without integers beyond 2^53-1. */
const ordinaryReplies = [
  '{"return": {"status": "running", "singlestep": false, "running": true}, "id": 1}',
  '{"return": {"actual": 1073741824}, "id": 2}',
  '{"return": [{"props": {"core-id": 0, "thread-id": 0, "node-id": 0, "socket-id": 0}, "thread-id": 25627, ' +
    '"qom-path": "/machine/unattached/device[0]", "cpu-index": 0, "target": "x86_64"}], "id": 3}',
];

/** Returns the time of the work in milliseconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function parseReplies({ driver }: ScenarioContext, size: number): Promise<void> {
  for (let left = size; left > 0; left--) for (const text of ordinaryReplies) driver.parse?.(text);
}

/** Returns the memory usage after pending work and two garbage collections. */
async function memoryUsage(): Promise<NodeJS.MemoryUsage> {
  await sleep(300);
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage();
}

async function open({ driver, path }: ScenarioContext, count: number): Promise<readonly Connection[]> {
  const connections: Connection[] = [];
  while (connections.length < count) connections.push(await driver.open(path, true));
  return connections;
}

/**
 * Measures the memory of idle sessions. A quarter of the sessions is opened first, so that the figure excludes the memory
 * that a process allocates once. With fewer sessions, V8's reserved memory would dominate the resident size.
 */
function idleBytes(of: (usage: NodeJS.MemoryUsage) => number): Scenario["run"] {
  return async (context, size) => {
    const connections = [...(await open(context, size / 4))];
    const before = of(await memoryUsage());
    connections.push(...(await open(context, size)));
    const bytes = of(await memoryUsage()) - before;
    for (const connection of connections) connection.close();
    return bytes;
  };
}

const idle = { kind: "cost", unit: "bytes", comparable: false, fresh: true, size: 9000 } as const;
const rate = { kind: "rate", unit: "thousands/s", comparable: true } as const;

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
    onOneProcessor: true,
    size: 3000,
    run: (context, size) => timed(() => context.connection.concurrent(size, 1)),
  },
  "8 in flight": {
    ...rate,
    size: 10_000,
    run: (context, size) => timed(() => context.connection.concurrent(size, 8)),
  },
  "64 in flight": {
    ...rate,
    size: 30_000,
    run: (context, size) => timed(() => context.connection.concurrent(size, 64)),
  },
  "events heard": {
    ...rate,
    size: 50_000,
    run: (context, size) => timed(() => context.connection.heard(size)),
  },
  "events unheard": {
    ...rate,
    size: 200_000,
    run: (context, size) => timed(() => context.connection.unheard(size)),
  },
  "16 MiB reply": {
    kind: "cost",
    unit: "ms",
    comparable: true,
    size: 1,
    run: (context) => timed(() => context.connection.big()),
  },
  "ordinary replies, exact integers": {
    kind: "cost",
    unit: "µs for three",
    comparable: false,
    size: 10_000,
    run: async (context, size) => 1000 * (await timed(() => parseReplies(context, size))),
  },
  "idle session, resident": { ...idle, run: idleBytes(({ rss }) => rss) },
  "idle session, on the heap": { ...idle, run: idleBytes(({ heapUsed, external }) => heapUsed + external) },
};

export const scenarioNames: readonly ScenarioName[] = Object.keys(scenarios) as ScenarioName[];

/** A line of input of a client's process. */
export interface Order {
  readonly scenario: ScenarioName;
  readonly size: number;
}
