import type { Msg } from "@nats-io/transport-node";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PendingRequest } from "../../../fleet/client/pending-request.js";
import { encodeText } from "../../../fleet/messages/body.js";
import { createHeaders, type RequestState } from "../../../fleet/messages/headers.js";
import type { Reply } from "../../../fleet/messages/reply.js";

const limits = { silence: 600, giveUp: 3_000, askInterval: 100 };

/** A request with a record of what it does. */
class Recorded {
  readonly settled: Reply[] = [];
  questions = 0;
  readonly request = new PendingRequest(
    "id",
    {
      ask: () => {
        this.questions++;
      },
      settled: (reply) => {
        this.settled.push(reply);
      },
    },
    limits,
  );

  receive(state: RequestState, text = "", chunk?: string): void {
    this.request.receive(messageOf(text, createHeaders({ id: "id", state, chunk })));
  }

  noResponders(): void {
    this.request.receive(messageOf("", { code: 503, get: () => "" }));
  }
}

function messageOf(text: string, headers: object): Msg {
  return { data: encodeText(text), headers } as Msg;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a request without a responder is not sent", () => {
  const recorded = new Recorded();
  recorded.noResponders();
  expect(recorded.settled).toMatchObject([{ state: "not-sent" }]);
});

test("an owner that works on the request is not queried", () => {
  const recorded = new Recorded();
  recorded.receive("accepted");
  for (let time = 0; time < 100; time++) {
    vi.advanceTimersByTime(limits.silence - 1);
    recorded.receive("working");
  }
  recorded.receive("done", '{"return":{}}');
  expect(recorded.questions).toBe(0);
  expect(recorded.settled).toEqual([{ state: "done", text: '{"return":{}}' }]);
});

test("a silent owner is queried until the answer, and also while the machine has no owner", () => {
  const recorded = new Recorded();
  recorded.receive("accepted");
  vi.advanceTimersByTime(limits.silence + 5 * limits.askInterval);
  recorded.noResponders();
  expect(recorded.questions).toBe(6);
  expect(recorded.settled).toEqual([]);
  recorded.receive("done", "{}");
  expect(recorded.settled).toMatchObject([{ state: "done" }]);
});

test("an owner that never answers leaves the outcome unknown", () => {
  const recorded = new Recorded();
  recorded.receive("accepted");
  vi.advanceTimersByTime(limits.silence + limits.giveUp - 1);
  expect(recorded.settled).toEqual([]);
  vi.advanceTimersByTime(limits.askInterval);
  expect(recorded.settled).toMatchObject([{ state: "unknown" }]);
});

test("a lost connection leads to a question at once", () => {
  const recorded = new Recorded();
  recorded.request.reconnected();
  expect(recorded.questions).toBe(1);
});

test("a request settles exactly once for every sequence of inputs", () => {
  const steps: Readonly<Record<string, (recorded: Recorded) => void>> = {
    accepted: (recorded) => {
      recorded.receive("accepted");
    },
    working: (recorded) => {
      recorded.receive("working");
    },
    part: (recorded) => {
      recorded.receive("done", "x", "0/2");
    },
    done: (recorded) => {
      recorded.receive("done", "{}");
    },
    unknown: (recorded) => {
      recorded.receive("unknown", "{}");
    },
    noResponders: (recorded) => {
      recorded.noResponders();
    },
    reconnected: (recorded) => {
      recorded.request.reconnected();
    },
    denied: (recorded) => {
      recorded.request.denied("subject");
    },
    wait: () => {
      vi.advanceTimersByTime(limits.silence);
    },
  };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 30 }), (names) => {
      const recorded = new Recorded();
      for (const name of names) steps[name]?.(recorded);
      vi.advanceTimersByTime(limits.silence + limits.giveUp + limits.askInterval);
      expect(recorded.settled).toHaveLength(1);
      recorded.request.abandon();
      expect(recorded.settled).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    }),
  );
});
