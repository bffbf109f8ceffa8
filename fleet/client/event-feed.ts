import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import { decodeText, parseObject } from "../messages/body.js";
import { EventOrder } from "../messages/event-order.js";
import { numberOf } from "../messages/headers.js";
import type { MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";

/** Receives the events of a machine as they are published. */
interface EventFeedSink {
  /** @param text - the event in JSON. */
  event(text: string): void;
  gap(cause: Error): void;
  /** The machine has ended, or the owner's connection to it. */
  lost(cause: Error): void;
}

/** The live events of one machine. What is lost with the connection to NATS is reported as a gap. */
export class EventFeed {
  readonly #subscription: Subscription;
  readonly #subjects: Subjects;
  readonly #sink: EventFeedSink;
  readonly #order = new EventOrder();

  constructor(connection: NatsConnection, subjects: Subjects, address: MachineAddress, sink: EventFeedSink) {
    this.#subjects = subjects;
    this.#sink = sink;
    this.#subscription = connection.subscribe(subjects.events(address), {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
      },
    });
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #receive(message: Msg): void {
    const epoch = numberOf(message, "epoch");
    const sequence = numberOf(message, "sequence");
    if (epoch === undefined || sequence === undefined) return;
    const { isNew, isAfterGap } = this.#order.next(epoch, sequence);
    if (!isNew) return;
    const text = decodeText(message.data);
    if (this.#subjects.lastName(message.subject) !== undefined) {
      if (isAfterGap) this.#sink.gap(new Error("events were lost"));
      this.#sink.event(text);
      return;
    }
    const { gap: reason, lost } = parseObject(text) ?? {};
    if (typeof lost === "string") this.#sink.lost(new Error(lost));
    else this.#sink.gap(new Error(typeof reason === "string" ? reason : "events were lost"));
  }
}
