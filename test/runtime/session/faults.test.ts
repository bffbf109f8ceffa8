import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  connect,
  connectAccessor,
  connectOnDemand,
  connectPersistent,
  QapiError,
  type Session,
  type TransportOpener,
} from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";
import { faultyOpener, type Fault } from "../support/faulty-transport.js";

const disk = { name: "disk-full", event: "DISK_FULL" };

interface Recorder {
  readonly open: TransportOpener;
  /** How often each call was executed. */
  readonly executed: Map<number, number>;
}

/** A server with commands and a signal. Each command raises the signal for two objects. */
function serve(faults: readonly (readonly Fault[])[]): Recorder {
  const executed = new Map<number, number>();
  const server = createServer(anyProtocol, {
    count: (args) => {
      const { n } = args as { n: number };
      executed.set(n, (executed.get(n) ?? 0) + 1);
      full.raise("sda", { of: "sda", n });
      full.raise("sdb", { of: "sdb", n });
      server.raise("ORDINARY", { n });
      return n;
    },
  });
  const full = server.signal<{ disk: string }, { of: string; n: number }, string>(
    disk,
    ({ disk: name }) => name,
    {
      defaultConnection: false,
    },
  );
  return { open: faultyOpener(memoryTransport(server), faults), executed };
}

const reconnect = { initialDelay: 0, maxDelay: 0, attempts: 20 };
const onProblem = (): void => undefined;

const kinds: Readonly<Record<string, (transport: TransportOpener) => Promise<Session>>> = {
  connect: (transport) => connect({ transport, onProblem, timeout: 500 }),
  connectPersistent: (transport) => connectPersistent({ transport, onProblem, reconnect, timeout: 500 }),
  connectOnDemand: async (transport) => connectOnDemand({ transport, onProblem, reconnect, timeout: 500 }),
};

const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom("cut", "delay", "duplicate", "reorder"),
  at: fc.integer({ min: 0, max: 3_000 }),
});
const schedules = fc.array(fc.array(fault, { maxLength: 4 }), { maxLength: 3 });

/** Waits for a promise, and fails if it does not settle. */
async function settlesWith<T>(promise: Promise<T>): Promise<T | QapiError> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, 20_000, new Error("it did not settle"));
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    if (error instanceof QapiError) return error;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

interface Delivered {
  readonly ordinary: number[];
  readonly ofDisks: string[];
}

async function use(session: Session, delivered: Delivered): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const listening = [
    session.connectSignal("ORDINARY", ({ data }) => delivered.ordinary.push((data as { n: number }).n)),
    ...["sda", "sdb"].map((name) =>
      connectAccessor(
        session,
        disk,
        { disk: name },
        ({ data }) => {
          delivered.ofDisks.push(`${name} ${(data as { of: string }).of}`);
        },
        { signal },
      ),
    ),
  ];
  const calls = Array.from({ length: 12 }, (_, n) => settlesWith(session.call("count", { n }, { signal })));
  const connections = await Promise.all(listening.map(settlesWith));
  for (const [n, result] of (await Promise.all(calls)).entries()) {
    if (!(result instanceof QapiError)) expect(result).toBe(n);
  }
  for (const connection of connections) {
    if (!(connection instanceof QapiError)) await settlesWith(connection.disconnect());
  }
}

describe.each(Object.entries(kinds))(
  "a session of %s, whatever happens to what the server sends",
  (kind, open) => {
    test("settles each call once, executes none twice, and delivers to each listener its own events", async () => {
      await fc.assert(
        fc.asyncProperty(schedules, async (faults) => {
          const { open: transport, executed } = serve(faults);
          const delivered: Delivered = { ordinary: [], ofDisks: [] };
          const session = await settlesWith(open(transport));
          if (session instanceof QapiError) {
            // A connection that is cut during the handshake rejects; a session that reconnects tries again.
            expect(kind).toBe("connect");
            return;
          }
          await use(session, delivered);
          await session.close();
          expect(Math.max(0, ...executed.values())).toBeLessThanOrEqual(1);
          for (const one of delivered.ofDisks) expect(["sda sda", "sdb sdb"]).toContain(one);
          if (faults.every((each) => each.length === 0)) {
            expect(delivered.ordinary).toEqual(Array.from({ length: 12 }, (_, n) => n));
            expect(delivered.ofDisks).toHaveLength(24);
          }
        }),
        { numRuns: 150 },
      );
    });

    test("does so for a cut at every fifth character", async () => {
      const { open: transport } = serve([]);
      let length = 0;
      const counting: TransportOpener = (sink, signal) => {
        const data = (text: string): void => {
          length += text.length;
          sink.data(text);
        };
        const closed = (reason?: Error): void => {
          sink.closed(reason);
        };
        return transport({ data, closed }, signal);
      };
      const measured = await connect({ transport: counting });
      await use(measured, { ordinary: [], ofDisks: [] });
      await measured.close();
      // The campaign cuts at every character.
      for (let at = Math.floor(Math.random() * 5); at < length; at += 5) {
        const { open: cutting, executed } = serve([[{ kind: "cut", at }]]);
        const session = await settlesWith(open(cutting));
        if (session instanceof QapiError) continue;
        const delivered: Delivered = { ordinary: [], ofDisks: [] };
        await use(session, delivered);
        await session.close();
        expect(Math.max(0, ...executed.values())).toBeLessThanOrEqual(1);
        for (const one of delivered.ofDisks) expect(["sda sda", "sdb sdb"]).toContain(one);
      }
    });
  },
);
