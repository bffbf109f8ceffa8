import {
  connect,
  type EventMessage,
  type QapiError,
  type Session,
  type SignalAccessor,
} from "../../../runtime/index.js";
import { anyProtocol, CommandFailure, createServer, type Server } from "../../../runtime/server/index.js";
import { connected, settle } from "../support/scripted-peer.js";
import { memoryTransport } from "../../../runtime/testing/index.js";

export const deleted: SignalAccessor<{ device: string }, { device: string }, "DEVICE_DELETED"> = {
  name: "device-deleted",
  event: "DEVICE_DELETED",
  match: { device: "device" },
};

/** The ways in which a session receives the events of one object. */
export const ways = [
  "by an accessor, without default connections",
  "by an accessor",
  "by ordinary events",
] as const;

type Way = (typeof ways)[number];

/** A session, and its server under the control of a test. */
export interface Receiving extends AsyncDisposable {
  readonly session: Session;
  readonly problems: QapiError[];
  /** The commands that the server has executed. */
  readonly executed: string[];
  /** Raises the event of a device. */
  readonly raise: (device: string) => void;
  /** The number of connections that clients have at the server. */
  readonly connections: () => number;
}

export async function receiving(way: Way): Promise<Receiving> {
  const executed: string[] = [];
  const problems: QapiError[] = [];
  const raise = (device: string): void => {
    if (signal === undefined) server.raise("DEVICE_DELETED", { device });
    else signal.raise(device, { device });
  };
  const server: Server = createServer(anyProtocol, {
    device_del: (args) => {
      executed.push("device_del");
      raise("id" in args ? String(args.id) : "");
    },
    ping: () => "pong",
  });
  const find = ({ device }: { readonly device: string }): string => {
    executed.push(`connect ${device}`);
    if (device === "missing") throw new CommandFailure("no such device", "DeviceNotFound");
    return device;
  };
  const signal = way === "by ordinary events" ? undefined : server.signal(deleted, find);
  const session = await connect({
    transport: memoryTransport(server),
    defaultConnections: way !== "by an accessor, without default connections",
    onProblem: (problem) => problems.push(problem),
  });
  return {
    session,
    problems,
    executed,
    raise,
    connections: () => signal?.connections ?? 0,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** A scripted server whose object ends as soon as the client is connected to it. */
export async function ending(connect: (session: Session) => void): Promise<void> {
  const { session, peer } = await connected();
  connect(session);
  await settle();
  peer.reply("device-deleted-connect", "t1");
  const data = { tag: "t1", accessor: deleted.name };
  peer.write({ event: "SIGNAL_DISCONNECTED", data, tag: "t1", timestamp: { seconds: 1, microseconds: 0 } });
}

/** The accessor of a server that is always asked for it. */
export const unmatched: SignalAccessor<{ device: string }, { device: string }, "DEVICE_DELETED"> = {
  name: deleted.name,
  event: deleted.event,
};

/** Waits until everything that was sent has been answered. */
export async function roundTrip({ session }: Pick<Receiving, "session">): Promise<void> {
  await session.call("ping");
}

export function deviceOf({ data }: EventMessage<{ device: string }>): string {
  return data.device;
}
