import type { JetStreamClient } from "@nats-io/jetstream";
import type { MsgHdrs } from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventMessage } from "qapi-ts";
import type { Redactor } from "qapi-ts/observe";
import { toJson } from "../messages/body.js";
import { createHeaders } from "../messages/headers.js";
import { machineKey, type MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";

/** The options of an {@link EventPublisher}. */
interface PublisherOptions {
  readonly jetstream: JetStreamClient;
  readonly subjects: Subjects;
  readonly address: MachineAddress;
  /** The epoch of the lease; undefined if it is not valid now. */
  readonly epoch: () => number | undefined;
  /** The epoch of the lease, also while it cannot be confirmed because NATS cannot be reached. */
  readonly heldEpoch: () => number | undefined;
  readonly redactor: Redactor;
  readonly onProblem: (error: Error) => void;
}

interface Pending {
  readonly epoch: number;
  readonly subject: string;
  readonly id: string;
  readonly headers: MsgHdrs;
  readonly text: string;
}

/** The most events of a machine that wait to be stored, and their most characters. */
const maxQueued = 10_000;
const maxQueuedLength = 16 * 1024 * 1024;

/** How long to wait for the confirmation of an event, and before it is sent again, in milliseconds. */
const confirmTimeout = 2_000;
const retryDelay = 250;

/** How often `drain` looks at the queue, in milliseconds. */
const drainInterval = 5;

/**
 * Stores the events of one machine in the stream, in order: each is confirmed before the next one is sent. What is sent
 * again is stored once, because its id has the machine, the epoch and the number of the event. A stream that collects the
 * events of several sites has no others with the id.
 */
export class EventPublisher {
  readonly #options: PublisherOptions;
  readonly #machine: string;
  readonly #queue: Pending[] = [];
  #queuedLength = 0;
  #epoch = 0;
  #sequence = 0;
  #lost: string | undefined;
  #running = false;
  #stopped = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#machine = machineKey(options.address);
  }

  /** The number of events that are not confirmed yet. */
  get pending(): number {
    return this.#queue.length;
  }

  /** Stores an event. */
  event(message: EventMessage): void {
    const { subjects, address } = this.#options;
    if (this.#lost !== undefined) return;
    this.#add(subjects.event(address, message.event), toJson(message));
  }

  /** Stores the report that events may have been lost. */
  gap(reason: string): void {
    const { subjects, address } = this.#options;
    this.#add(subjects.gap(address), toJson({ gap: reason }));
  }

  /** Stores the report that the machine has ended, or the connection to it. It ends the sessions of clients. */
  lost(reason: string): void {
    const { subjects, address } = this.#options;
    this.#add(subjects.gap(address), toJson({ lost: reason }));
  }

  /** Waits until everything is stored, or the time is over. @param timeout - in milliseconds. */
  async drain(timeout: number): Promise<void> {
    const deadline = performance.now() + timeout;
    while (this.#queue.length > 0 && performance.now() < deadline) await sleep(drainInterval);
  }

  /** Discards what is not stored. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
  }

  #add(subject: string, text: string): void {
    const epoch = this.#options.heldEpoch();
    // Without the lease, the next owner reports a gap.
    if (epoch === undefined || this.#stopped) return;
    if (epoch !== this.#epoch) [this.#epoch, this.#sequence] = [epoch, 0];
    const redacted = this.#options.redactor.text(text);
    if (this.#queue.length >= maxQueued || this.#queuedLength + redacted.length > maxQueuedLength) {
      this.#lost = "the owner could not store the events in time";
      return;
    }
    const sequence = ++this.#sequence;
    const headers = createHeaders({ epoch, sequence });
    this.#queue.push({
      epoch,
      subject,
      id: `${this.#machine}.${epoch}.${sequence}`,
      headers,
      text: redacted,
    });
    this.#queuedLength += redacted.length;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (await this.#publish(next)) {
        if (this.#queue[0] === next) this.#queue.shift();
        this.#queuedLength -= next.text.length;
      } else if (!this.#stopped) await sleep(retryDelay, undefined, { ref: false });
      this.#reportLoss();
    }
    this.#queuedLength = 0;
    this.#running = false;
  }

  /** After the queue was full, listeners receive a gap when half of it is stored. */
  #reportLoss(): void {
    const isHalfFull = this.#queue.length * 2 > maxQueued || this.#queuedLength * 2 > maxQueuedLength;
    if (this.#lost === undefined || isHalfFull) return;
    const reason = this.#lost;
    this.#lost = undefined;
    this.gap(reason);
  }

  /** Stores the report of a gap instead of the first event, with its number. */
  #replaceFirst(pending: Pending, reason: string): void {
    if (this.#queue[0] !== pending) return;
    const { subjects, address } = this.#options;
    const text = toJson({ gap: reason });
    this.#queue[0] = { ...pending, subject: subjects.gap(address), text };
    this.#queuedLength += text.length - pending.text.length;
  }

  /** @returns whether the event is stored, or need not be. */
  async #publish(pending: Pending): Promise<boolean> {
    const { epoch, subject, id, headers, text } = pending;
    const { jetstream, onProblem, epoch: currentEpoch, heldEpoch } = this.#options;
    if (heldEpoch() !== epoch) return true;
    if (currentEpoch() !== epoch) return false;
    try {
      await jetstream.publish(subject, text, { msgID: id, headers, timeout: confirmTimeout });
      return true;
    } catch (cause) {
      if (cause instanceof Error && /max_payload/i.test(cause.message)) {
        this.#replaceFirst(pending, "an event was larger than the server of NATS takes");
        return false;
      }
      onProblem(new Error("an event could not be stored yet", { cause }));
      return false;
    }
  }
}
