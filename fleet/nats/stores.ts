import {
  DiscardPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
} from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import { nanos, type NatsConnection } from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { Subjects } from "../subjects/subjects.js";

/** Whose stores they are. */
interface StorePlace {
  /** The domain of JetStream. Default: that of the server. */
  readonly domain?: string;
  /** The site of the owner. The stores of a domain are those of one site. */
  readonly site: string;
}

/** How long things are kept, and where. The first owner of a fleet creates the stores with its settings. */
export interface StoreSettings {
  /** How long an owner's machines remain its own after its last sign of life, in milliseconds. Default: 15,000. */
  readonly lease?: number;
  /** How long the ids of requests are remembered, in milliseconds. Default: an hour. */
  readonly remember?: number;
  /** How long events are kept, in milliseconds. Default: a day. */
  readonly keepEvents?: number;
  /** The most bytes of events. The oldest are removed first. Default: 1 Gi. */
  readonly maxEventBytes?: number;
  /** The number of servers that hold each store: 1, 3 or 5. Default: 1. */
  readonly replicas?: number;
}

export const defaultLease = 15_000;
const hour = 3_600_000;

/** An entry of a machine that its owner does not write again is removed after this time, in milliseconds. */
export const presenceAge: number = 24 * hour;

/** Two messages with one id within this time, in milliseconds, are stored once. */
const duplicateWindow = 120_000;

/** The stores of a fleet in JetStream. */
export interface Stores {
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  /** The name of the stream of events. */
  readonly events: string;
  /** The presence and facts of machines, by machine. */
  readonly machines: KV;
  /** The owners that are alive, by owner. */
  readonly owners: KV;
}

/** The stores that only owners use. */
export interface OwnerStores extends Stores {
  /** The owners of machines, by machine. */
  readonly leases: KV;
  /** The outcomes of requests, by machine and request. */
  readonly ledger: KV;
}

/**
 * Creates the stores, unless they exist.
 * @throws Error (as a rejection) if they cannot be created, or the domain has those of another site.
 */
export async function createStores(
  connection: NatsConnection,
  subjects: Subjects,
  settings: StoreSettings & StorePlace,
): Promise<OwnerStores> {
  const { lease = defaultLease, remember = hour, replicas = 1 } = settings;
  const options = apiOptions(settings);
  const js = jetstream(connection, options);
  const manager = await jetstreamManager(connection, options);
  const kvm = new Kvm(js);
  const create = (name: string, ttl?: number): Promise<KV> =>
    // Direct reads may come from a server that is out of date.
    tryAgain(() =>
      kvm.create(subjects.store(name), { replicas, allow_direct: false, ...(ttl !== undefined && { ttl }) }),
    );
  await tryAgain(() => createEventStream(manager, subjects, settings));
  const [machines, owners, leases, ledger] = await Promise.all([
    create("machines", presenceAge),
    create("owners", lease),
    create("leases"),
    create("ledger", remember),
  ]);
  return { jetstream: js, manager, events: subjects.store("events"), machines, owners, leases, ledger };
}

/** How often the creation of a store is tried, and the time in between, in milliseconds. */
const maxAttempts = 5;
const retryDelay = 200;

/**
 * The codes of JetStream's answers that a stream of this name exists with other settings, and that a stream has the same
 * subjects, which may be the one of this name while it is created.
 */
const raceCodes = [10_058, 10_065];

/**
 * Owners that start at the same time create the same stores. If one creates a store with other settings after this one has
 * looked for it, the next attempt finds it.
 */
async function tryAgain<T>(create: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      if (!raceCodes.some((code) => isApiError(error, code)) || attempt === maxAttempts) throw error;
      await sleep(retryDelay);
    }
  }
}

function isApiError(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}

async function createEventStream(
  { streams }: JetStreamManager,
  subjects: Subjects,
  settings: StoreSettings & StorePlace,
): Promise<void> {
  const { keepEvents = 24 * hour, maxEventBytes = 1024 ** 3, replicas = 1, domain, site } = settings;
  const name = subjects.store("events");
  // The streams of other domains receive the same messages through the hub, if their subjects match.
  const stored = subjects.events(domain === undefined ? {} : { site });
  const existing = await streams.info(name).catch((error: unknown) => {
    if (isApiError(error, JetStreamApiCodes.StreamNotFound)) return undefined;
    throw error;
  });
  if (existing !== undefined) {
    checkSite(existing.config.subjects, subjects, { site, ...(domain !== undefined && { domain }) });
    return;
  }
  await streams.add({
    name,
    subjects: [stored],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanos(keepEvents),
    max_bytes: maxEventBytes,
    duplicate_window: nanos(Math.min(duplicateWindow, keepEvents)),
    num_replicas: replicas,
  });
}

/**
 * Otherwise the events of the owner's machines would not be stored, or those of all sites would be stored in each.
 * @throws Error if the stream has those of another site, or was created with another domain than this owner has.
 */
function checkSite(existing: readonly string[] = [], subjects: Subjects, { domain, site }: StorePlace): void {
  const [all, own] = [subjects.events(), subjects.events({ site })];
  const isOfFleet = existing.some((each) => each.startsWith(`${subjects.prefix}.`));
  if (existing.includes(own) || (domain === undefined && (existing.includes(all) || !isOfFleet))) return;
  const names = existing.join(", ");
  if (domain === undefined) {
    throw new Error(`the server has the events of ${names}, not of ${own}: --domain of the site is missing`);
  }
  const hint = existing.includes(all) ? ": its first owner had no --domain; remove the stream" : "";
  throw new Error(`the domain ${domain} has the events of ${names}, not of ${own}${hint}`);
}

function apiOptions({ domain }: { readonly domain?: string }): { readonly domain?: string } {
  return domain === undefined ? {} : { domain };
}

/** Opens the stores that clients read. They exist after the first owner has started. */
export async function openStores(
  connection: NatsConnection,
  subjects: Subjects,
  place: { readonly domain?: string } = {},
): Promise<Stores> {
  const options = apiOptions(place);
  const js = jetstream(connection, options);
  const manager = await jetstreamManager(connection, { ...options, checkAPI: false });
  const kvm = new Kvm(js);
  const [machines, owners] = await Promise.all(
    ["machines", "owners"].map((name) => kvm.open(subjects.store(name))),
  );
  if (machines === undefined || owners === undefined) throw new Error("the stores cannot be opened");
  return { jetstream: js, manager, events: subjects.store("events"), machines, owners };
}
