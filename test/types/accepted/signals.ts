// Nothing here is an error.
import {
  onceSignal,
  signalEvents,
  watchEvents,
  type EventInbox,
  type SignalConnection,
} from "qapi-ts";
import { guestExecStatus, guestFileWrite, type QgaSession } from "qapi-ts/qga";
import {
  balloonAndWait,
  blockIoErrorAccessor,
  connectBlockIoError,
  connectDumpCompleted,
  connectMigration,
  deviceDelAndWait,
  disconnectBlockIoError,
  disconnectStop,
  stopAndWait,
  type BlockIoErrorArguments,
  type QmpProtocol,
  type QmpSession,
} from "qapi-ts/qmp";

declare const session: QmpSession;
declare const agent: QgaSession;

/** An accessor with all arguments, some and none. */
export async function listen(): Promise<void> {
  const all: SignalConnection = await connectBlockIoError(session, ({ data }) => data.operation === "read");
  const some = await connectBlockIoError(session, { device: "vda" }, ({ data }) => data.nospace ?? false, {
    signal: AbortSignal.timeout(1000),
  });
  await connectBlockIoError(session, {}, async ({ data }) => Promise.resolve(data.action));
  await disconnectBlockIoError(session, all);
  const stopped: SignalConnection<"STOP"> = await session.connectSignal("STOP", () => undefined);
  const connections: SignalConnection[] = [all, some, stopped];
  await disconnectStop(session, stopped);
  for (const each of connections) await disconnectStop(session, each);
  await disconnectBlockIoError(session, { device: "vda" }, some);
  await connectMigration(session, { status: "completed" }, ({ data }) => data.status);
  await connectDumpCompleted(session, { status: "failed" }, ({ data }) => data.error?.length);
}

export const args: BlockIoErrorArguments = { "node-name": "disk0" };
export const name: string = blockIoErrorAccessor.name;

/** The events of one object as a promise, as a stream and in an inbox. */
export async function receive(): Promise<string> {
  const one = await onceSignal(session, blockIoErrorAccessor, { device: "vda" }, { where: ({ data }) => data.action === "stop" });
  const name: "BLOCK_IO_ERROR" = one.event;
  for await (const { data } of signalEvents(session, blockIoErrorAccessor, {}, { limit: 5 })) return data.operation;
  const inbox: EventInbox<QmpProtocol> = watchEvents(session, { names: [] });
  await disconnectBlockIoError(session, await inbox.connect(blockIoErrorAccessor, { device: "vda" }));
  return name;
}

/** A completion with progress. */
export async function wait(): Promise<number> {
  const removing: Promise<void> = deviceDelAndWait(session, { id: "d0" }, { timeout: 1000, forced: true });
  await Promise.all([removing, stopAndWait(session)]);
  let seen = 0;
  for await (const { current, total } of balloonAndWait(session, { value: 2 ** 30 })) seen = current / total;
  return seen;
}

/** Base64 members. */
export async function bytes(): Promise<number> {
  await guestFileWrite(agent, { handle: 1, "buf-b64": Uint8Array.of(1, 2, 3) });
  const { "out-data": out = new Uint8Array() } = await guestExecStatus(agent, { pid: 1 });
  return out.length;
}
