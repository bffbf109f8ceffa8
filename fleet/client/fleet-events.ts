import { AckPolicy, DeliverPolicy, type Consumer, type JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { EventMessage } from "qapi-ts";
import { isObject, parseObject } from "../messages/body.js";
import { DurableSource, follow, type MessageSource } from "./message-source.js";
import { EventOrder } from "../messages/event-order.js";
import { numberOf } from "../messages/headers.js";
import type { Stores } from "../nats/stores.js";
import { machineKey, type MachineAddress } from "../subjects/machine-address.js";
import type { MachineFilter, Subjects } from "../subjects/subjects.js";

/** An event of a machine of the fleet. */
export interface FleetEvent extends EventMessage, MachineAddress {
  /** The epoch of the owner that received it, and its number in the epoch. With the address, they are unique. */
  readonly epoch: number;
  readonly sequence: number;
}

/** Reports that events of a machine may be missing. */
export interface FleetGap extends MachineAddress {
  readonly reason: string;
}

/** The options of `fleet.events`. */
export interface FleetEventOptions {
  /** The names of the events. Default: all. */
  readonly names?: readonly string[];
  /** The machines. Default: all. */
  readonly where?: MachineFilter;
  /** Begins with the events stored from this time on, or `all` that are stored. Default: the events from now on. */
  readonly since?: Date | "all";
  /**
   * The name of a consumer that NATS keeps: the next run with this name continues where the last one ended. An event
   * is finished when the next one is requested. Default: none.
   */
  readonly durable?: string;
  /** Called where events of a machine may be missing. */
  readonly onGap?: (gap: FleetGap) => unknown;
  /** Ends the events when it fires. */
  readonly signal?: AbortSignal;
}

/** The events of a fleet, for `for await`. */
export interface FleetEvents extends AsyncIterableIterator<FleetEvent, undefined>, AsyncDisposable {
  next(): Promise<IteratorResult<FleetEvent, undefined>>;
  return(): Promise<IteratorResult<FleetEvent, undefined>>;
  [Symbol.asyncIterator](): FleetEvents;
}

/**
 * The time after which NATS delivers an event again that a durable consumer has not finished, and how often it learns that
 * the consumer still works on it, in milliseconds.
 */
const ackTimeout = 10_000;
const workingInterval = 3_000;

/** How often an event is confirmed if the connection to NATS is lost, and how long each attempt takes, in milliseconds. */
const ackAttempts = 30;
const ackAttemptTimeout = 1_000;

/**
 * Reads events of the stream.
 * @throws Error (as a rejection) if the stream does not exist, or the consumer cannot be created.
 */
export async function readEvents(
  stores: Stores,
  subjects: Subjects,
  options: FleetEventOptions,
): Promise<FleetEvents> {
  const consumer = await openConsumer(stores, subjects, options);
  const { durable, signal } = options;
  const source = durable === undefined ? await follow(consumer) : new DurableSource(consumer);
  const stop = (): void => source.stop();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  return new EventReader(source, subjects, options);
}

async function openConsumer(
  { events, jetstream, manager }: Stores,
  subjects: Subjects,
  { where, since, durable }: FleetEventOptions,
): Promise<Consumer> {
  const filter = subjects.events(where);
  const start = {
    deliver_policy: since === undefined ? DeliverPolicy.New : DeliverPolicy.All,
    ...(since instanceof Date && {
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: since.toISOString(),
    }),
  };
  // The client creates it again after the last message, if the server loses it.
  if (durable === undefined)
    return await jetstream.consumers.get(events, { ...start, filter_subjects: filter });
  const { consumers } = manager;
  const exists = await consumers.info(events, durable).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await consumers.add(events, {
      ...start,
      durable_name: durable,
      filter_subject: filter,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ackTimeout),
      // In order: an event that is delivered again comes before the later ones.
      max_ack_pending: 1,
    });
  }
  return await jetstream.consumers.get(events, durable);
}

class EventReader implements FleetEvents {
  readonly #source: MessageSource;
  readonly #subjects: Subjects;
  readonly #options: FleetEventOptions;
  readonly #names: ReadonlySet<string> | undefined;
  readonly #orders = new Map<string, EventOrder>();
  #current: JsMsg | undefined;
  #working: NodeJS.Timeout | undefined;

  constructor(source: MessageSource, subjects: Subjects, options: FleetEventOptions) {
    this.#source = source;
    this.#subjects = subjects;
    this.#options = options;
    this.#names = options.names === undefined ? undefined : new Set(options.names);
  }

  async next(): Promise<IteratorResult<FleetEvent, undefined>> {
    await this.#finish();
    for (;;) {
      const message = await this.#source.next();
      if (message === undefined) return { done: true, value: undefined };
      this.#current = message;
      const event = this.#read(message);
      if (event !== undefined) {
        this.#keep(message);
        return { done: false, value: event };
      }
      await this.#finish();
    }
  }

  return(): Promise<IteratorResult<FleetEvent, undefined>> {
    clearInterval(this.#working);
    // The last event is not finished, and is delivered to the next run at once.
    if (this.#options.durable !== undefined) this.#current?.nak();
    this.#current = undefined;
    this.#source.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): FleetEvents {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Reports to NATS that the message is being worked on, so that it is not delivered again. */
  #keep(message: JsMsg): void {
    if (this.#options.durable === undefined) return;
    this.#working = setInterval(() => message.working(), workingInterval);
    this.#working.unref();
  }

  /** Confirms the last message, and waits until the server has recorded it, so that it is never delivered again. */
  async #finish(): Promise<void> {
    const message = this.#current;
    this.#current = undefined;
    clearInterval(this.#working);
    if (message === undefined || this.#options.durable === undefined) return;
    for (let attempt = 0; attempt < ackAttempts; attempt++) {
      if (await message.ackAck({ timeout: ackAttemptTimeout }).catch(() => false)) return;
      if (this.#options.signal?.aborted === true) return;
    }
    // It is delivered again, and recognised by its number.
  }

  /** Returns undefined for what is not an event to deliver. */
  #read(message: JsMsg): FleetEvent | undefined {
    const address = this.#subjects.addressOf(message.subject);
    const epoch = numberOf(message, "epoch");
    const sequence = numberOf(message, "sequence");
    if (address === undefined || epoch === undefined || sequence === undefined) return undefined;
    const { isNew, isAfterGap } = this.#orderOf(address).next(epoch, sequence);
    if (!isNew) return undefined;
    const body = parseObject(message.string()) ?? {};
    const event = this.#subjects.lastName(message.subject);
    if (event === undefined) {
      const { gap, lost } = body;
      // The owner reports a gap when it has connected to the machine again.
      if (typeof lost === "string") return undefined;
      this.#options.onGap?.({ ...address, reason: typeof gap === "string" ? gap : "events were lost" });
      return undefined;
    }
    if (isAfterGap) this.#options.onGap?.({ ...address, reason: "events are not in the stream any more" });
    if (this.#names?.has(event) === false) return undefined;
    const { data, timestamp, tag } = body;
    return {
      ...address,
      event,
      data,
      timestamp: readTimestamp(timestamp),
      epoch,
      sequence,
      ...(typeof tag === "string" && { tag }),
    };
  }

  #orderOf(address: MachineAddress): EventOrder {
    const key = machineKey(address);
    const order = this.#orders.get(key) ?? new EventOrder();
    this.#orders.set(key, order);
    return order;
  }
}

function readTimestamp(value: unknown): EventMessage["timestamp"] {
  const { seconds, microseconds } = isObject(value) ? value : {};
  return typeof seconds === "number" && typeof microseconds === "number"
    ? { seconds, microseconds }
    : undefined;
}
