import fc from "fast-check";
import { expect, test } from "vitest";
import {
  connectPersistent,
  memoryPair,
  OutcomeUnknownError,
  type TransportOpener,
} from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";

/** A server to which every connection breaks: after so many characters, either way; the last one holds. */
function breaking(lives: readonly number[]): {
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
  const left = [...lives];
  const opener: TransportOpener = async (sink, signal) => {
    const [mine, theirs] = memoryPair();
    server.serve(theirs);
    let life = left.shift() ?? Infinity;
    let end = (): void => undefined;
    const spend = (text: string): string => {
      const passed = text.slice(0, Math.max(life, 0));
      life -= text.length;
      if (life <= 0) {
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
    // What was said while it opened may have been too much already.
    if (life <= 0) end();
    return {
      send: (text) => inner.send(spend(text)),
      close: () => {
        inner.close();
      },
    };
  };
  return { opener, executed };
}

test("whatever breaks, and wherever: each call settles once, and none is executed twice", async () => {
  const lives = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(lives, fc.integer({ min: 1, max: 30 }), async (breaks, count) => {
      const { opener, executed } = breaking(breaks);
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
