import fc from "fast-check";
import { expect, test } from "vitest";
import { connectPersistent, OutcomeUnknownError, type TransportOpener } from "../../../runtime/index.js";
import { memoryPair } from "../../../runtime/testing/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";

/** A server whose connections end after the given numbers of characters, except the last. */
function breakingServer(limits: readonly number[]): {
  readonly opener: TransportOpener;
  readonly executed: number[];
} {
  const executed: number[] = [];
  const server = createServer(
    anyProtocol,
    {
      count: (args) => {
        const { n } = args as { n: number };
        executed.push(n);
        return n;
      },
    },
    { capabilities: ["oob"] },
  );
  const remaining = [...limits];
  const opener: TransportOpener = async (sink, signal) => {
    const [mine, theirs] = memoryPair();
    server.serve(theirs);
    let budget = remaining.shift() ?? Infinity;
    let end = (): void => undefined;
    const spend = (text: string): string => {
      const passed = text.slice(0, Math.max(budget, 0));
      budget -= text.length;
      if (budget <= 0) {
        queueMicrotask(() => {
          end();
        });
      }
      return passed;
    };
    const inner = await mine(
      {
        data: (chunk) => {
          sink.data(spend(chunk));
        },
        closed: (reason) => {
          sink.closed(reason);
        },
      },
      signal,
    );
    end = () => {
      inner.close();
    };
    // The limit may have been exceeded while the connection was opened.
    if (budget <= 0) end();
    return {
      send: (text) => inner.send(spend(text)),
      close: () => {
        inner.close();
      },
    };
  };
  return { opener, executed };
}

test("each call settles once and is executed at most once, wherever the connection breaks", async () => {
  const limits = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(limits, fc.integer({ min: 1, max: 30 }), async (breaks, count) => {
      const { opener, executed } = breakingServer(breaks);
      await using session = await connectPersistent({
        transport: opener,
        reconnect: { initialDelay: 1, maxDelay: 2, attempts: Infinity },
        onProblem: () => undefined,
      });
      const calls = Array.from({ length: count }, async (_, n) => {
        try {
          expect(await session.call("count", { n })).toBe(n);
          return "done";
        } catch (error) {
          expect(error).toBeInstanceOf(OutcomeUnknownError);
          return "unknown";
        }
      });
      const outcomes = await Promise.all(calls);
      expect(new Set(executed).size).toBe(executed.length);
      for (const [n, outcome] of outcomes.entries()) {
        if (outcome === "done") expect(executed).toContain(n);
      }
    }),
    { numRuns: 100 },
  );
});
