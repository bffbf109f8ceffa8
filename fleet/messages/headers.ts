import { headers, type MsgHdrs } from "@nats-io/transport-node";

/** The headers of a fleet's messages. */
const names = {
  /** The id of a request. */
  id: "Qmp-Id",
  /** `true` for a command to execute out of band. */
  oob: "Qmp-Oob",
  /** What a message of the owner reports about a request. */
  state: "Qmp-State",
  /** `INDEX/COUNT` of a part of a reply; the first index is 0. Absent if the reply is one message. */
  chunk: "Qmp-Chunk",
  /** The epoch of the lease under which an event was received or a request accepted. */
  epoch: "Qmp-Epoch",
  /** The number of an event in its epoch; the first is 1. */
  sequence: "Qmp-Sequence",
} as const;

type HeaderName = keyof typeof names;

/**
 * The state of a request. `accepted`: the owner has recorded it and will send it to the machine; `working`: not answered
 * yet; `done`: the machine answered, with a value or an error; `refused`: the policy forbids it; `not-sent`: it did not
 * reach the machine and never will; `unknown`: it may have reached the machine, and its reply is lost.
 */
export type RequestState = "accepted" | "working" | FinalState;
export type FinalState = "done" | "refused" | "not-sent" | "unknown";

const finalStates: ReadonlySet<string> = new Set<FinalState>(["done", "refused", "not-sent", "unknown"]);

/** Returns whether a state is the last one of its request. */
export function isFinal(state: string | undefined): state is FinalState {
  return state !== undefined && finalStates.has(state);
}

/** Creates headers. Members that are undefined are absent. */
export function createHeaders(values: Partial<Record<HeaderName, string | number | undefined>>): MsgHdrs {
  const created = headers();
  for (const [key, name] of Object.entries(names)) {
    const value = values[key as HeaderName];
    if (value !== undefined) created.set(name, String(value));
  }
  return created;
}

/** A message of NATS or of JetStream. */
interface WithHeaders {
  readonly headers?: MsgHdrs | undefined;
}

/** Returns a header of a message; undefined if it is absent. */
export function headerOf(message: WithHeaders, name: HeaderName): string | undefined {
  return message.headers?.get(names[name]) || undefined;
}

/** Returns a header that holds a positive integer; undefined if it is absent or anything else. */
export function numberOf(message: WithHeaders, name: HeaderName): number | undefined {
  const text = headerOf(message, name);
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
