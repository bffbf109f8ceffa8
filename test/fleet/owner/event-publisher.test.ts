import type { JetStreamClient } from "@nats-io/jetstream";
import { Redactor } from "qapi-ts/observe";
import { expect, test } from "vitest";
import { EventPublisher } from "../../../fleet/owner/event-publisher.js";
import { Subjects } from "../../../fleet/subjects/subjects.js";
import { until } from "../support/until.js";

/** JetStream that confirms nothing until it is released, and then as many events as it may. */
class StoppedStream {
  readonly stored: string[] = [];
  readonly ids: string[] = [];
  #left = 0;
  #continue: () => void = () => undefined;

  readonly jetstream = {
    publish: async (_subject: string, text: string, { msgID }: { readonly msgID: string }) => {
      while (this.#left === 0) await new Promise<void>((resolve) => (this.#continue = resolve));
      this.#left--;
      this.stored.push(text);
      this.ids.push(msgID);
    },
  } as unknown as JetStreamClient;

  release(count: number): void {
    this.#left = count;
    this.#continue();
  }
}

function createPublisher({ jetstream }: StoppedStream): EventPublisher {
  const address = { site: "a", host: "h", machine: "vm" };
  const epoch = (): number => 7;
  const shared = { jetstream, subjects: new Subjects(), address, epoch, heldEpoch: epoch };
  return new EventPublisher({ ...shared, redactor: new Redactor(), onProblem: () => undefined });
}

const event = (n: number, text = ""): Parameters<EventPublisher["event"]>[0] => ({
  event: "COUNTED",
  data: { n, text },
  timestamp: undefined,
});

test.each([
  ["many events", 50_000, 0, 10_000],
  ["long events", 500, 100_000, 167],
])("a queue of %s is limited, and the gap is reported once, after what was kept", async (...args) => {
  const [, raised, length, kept] = args;
  const stream = new StoppedStream();
  const publisher = createPublisher(stream);
  const text = "x".repeat(length);
  for (let n = 1; n <= raised; n++) publisher.event(event(n, text));
  expect(publisher.pending).toBeLessThanOrEqual(10_000);
  expect(publisher.pending).toBe(kept);
  stream.release(Infinity);
  await until(() => publisher.pending === 0);
  publisher.event(event(raised + 1));
  await until(() => publisher.pending === 0);
  const numbers = stream.stored.map((each) => (JSON.parse(each) as { data?: { n: number } }).data?.n);
  const first = Array.from({ length: kept }, (_, index) => index + 1);
  const gaps = stream.stored.filter((each) => each.includes("gap"));
  expect(gaps).toEqual([JSON.stringify({ gap: "the owner could not store the events in time" })]);
  expect(numbers).toEqual([...first, undefined, raised + 1]);
  expect(stream.ids).toEqual(Array.from({ length: kept + 2 }, (_, index) => `a.h.vm.7.${String(index + 1)}`));
});

test("a full queue of long events keeps no later event until half of it is stored", async () => {
  const stream = new StoppedStream();
  const publisher = createPublisher(stream);
  const text = "x".repeat(100_000);
  for (let n = 1; n <= 200; n++) publisher.event(event(n, text));
  stream.release(10);
  await until(() => stream.stored.length === 10);
  publisher.event(event(201));
  stream.release(Infinity);
  await until(() => publisher.pending === 0);
  expect(stream.stored.map((each) => each.slice(0, 6)).lastIndexOf('{"gap"')).toBe(167);
  expect(stream.stored).toHaveLength(168);
});
