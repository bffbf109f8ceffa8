import type { Effect } from "qapi-ts/qmp/effects";
import { effects as newest } from "qapi-ts/qmp/effects";
import { effects as ten } from "qapi-ts/qmp/10.0/effects";
import { effects as seven } from "qapi-ts/qmp/7.2/effects";
import { effects as daemon } from "qapi-ts/qsd/effects";
import { effectOf } from "qapi-ts-tools/share";
import { Subjects, type MachineFilter } from "../subjects/subjects.js";
import { encodeToken } from "../subjects/token.js";

/** The permissions of a user, in the form of the configuration of nats-server. */
export interface NatsPermissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
  /** Lets the user answer requests. */
  readonly allow_responses?: { readonly max: number; readonly expires: string };
}

/** What a client may do. */
export interface ClientRole {
  /** The machines. Default: all. The lists of machines have all machines nevertheless. */
  readonly where?: MachineFilter;
  /** The strongest effect of the commands. `destroy` allows all commands, also those without a known effect. */
  readonly effect: Effect;
  /** The subjects of replies begin with it. Each user has its own, so that no other receives its replies. */
  readonly inbox: string;
  /**
   * The domain of JetStream with the stores, for a server outside of the domain. A server of the domain checks the subjects
   * without it. Default: that of the server.
   */
  readonly domain?: string | undefined;
  /** The first tokens of all subjects of the fleet. Default: `qmp`. */
  readonly prefix?: string | undefined;
}

/** Which machines an owner serves, and where its stores are. */
export interface OwnerRole {
  readonly site: string;
  readonly host: string;
  /** The subjects of replies begin with it. */
  readonly inbox: string;
  /**
   * The domain of JetStream with the stores, for a server outside of the domain. A server of the domain checks the subjects
   * without it. Default: that of the server.
   */
  readonly domain?: string | undefined;
  /** The first tokens of all subjects of the fleet. Default: `qmp`. */
  readonly prefix?: string | undefined;
}

/** Returns the permissions of a user of `connectFleet`. */
export function clientPermissions({
  where = {},
  effect,
  inbox,
  domain,
  prefix,
}: ClientRole): NatsPermissions {
  const subjects = new Subjects(prefix);
  const api = apiOf(domain);
  const machines = prefixOf(subjects, where);
  const commands = effect === "destroy" ? ["*"] : commandsWith(effect).map(encodeToken);
  const events = subjects.store("events");
  return {
    publish: {
      allow: [
        ...commands.map((command) => `${machines}.cmd.${command}`),
        `${machines}.outcome.*`,
        `${api}.INFO`,
        ...["machines", "owners"].flatMap((name) => readBucket(api, subjects.store(name))),
        `${api}.STREAM.INFO.${events}`,
        // The last tokens are the filter of the consumer.
        `${api}.CONSUMER.CREATE.${events}.*.${subjects.events(where)}`,
        ...["INFO", "DELETE", "MSG.NEXT"].map((action) => `${api}.CONSUMER.${action}.${events}.*`),
        `$JS.ACK.${events}.>`,
        "$JS.FC.>",
      ],
    },
    subscribe: { allow: [`${inbox}.>`, subjects.events(where)] },
  };
}

/** Returns the permissions of an owner of the machines of one host. It may also create the stores. */
export function ownerPermissions({ site, host, inbox, domain, prefix }: OwnerRole): NatsPermissions {
  const subjects = new Subjects(prefix);
  const api = apiOf(domain);
  // Entries of buckets in a domain are written through its API.
  const written = domain === undefined ? "" : `${api}.`;
  const machines = prefixOf(subjects, { site, host });
  const keys = `${encodeToken(site)}.${encodeToken(host)}`;
  const buckets = ["machines", "owners", "leases"].map(
    (name) => `${written}$KV.${subjects.store(name)}.${keys}.*`,
  );
  return {
    publish: {
      allow: [
        `${machines}.event.*`,
        ...buckets,
        `${written}$KV.${subjects.store("ledger")}.${keys}.*.*`,
        `${api}.INFO`,
        ...["INFO", "CREATE", "MSG.GET"].map((action) => `${api}.STREAM.${action}.*`),
      ],
    },
    subscribe: { allow: [`${inbox}.>`, `${machines}.cmd.*`, `${machines}.outcome.*`] },
    allow_responses: { max: -1, expires: "24h" },
  };
}

function prefixOf({ prefix }: Subjects, { site, host, machine }: MachineFilter): string {
  const tokens = [site, host, machine].map((name) => (name === undefined ? "*" : encodeToken(name)));
  return [prefix, ...tokens].join(".");
}

function apiOf(domain: string | undefined): string {
  return domain === undefined ? "$JS.API" : `$JS.${domain}.API`;
}

function readBucket(api: string, bucket: string): string[] {
  const stream = `KV_${bucket}`;
  return [
    ...["INFO", "MSG.GET"].map((action) => `${api}.STREAM.${action}.${stream}`),
    `${api}.CONSUMER.CREATE.${stream}.>`,
    ...["INFO", "DELETE"].map((action) => `${api}.CONSUMER.${action}.${stream}.*`),
  ];
}

/** The commands of all releases whose effect is at most this one. */
function commandsWith(effect: "read" | "change"): string[] {
  const allowed: ReadonlySet<Effect> = new Set<Effect>(effect === "read" ? ["read"] : ["read", "change"]);
  const commands = new Set([newest, ten, seven, daemon].flatMap((table) => Object.keys(table)));
  return [...commands].filter((command) => allowed.has(effectOf(command))).sort();
}
