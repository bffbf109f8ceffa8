// Options that may be absent may also be undefined, as those of a function that passes its own options on.
import {
  connect,
  connectAccessor,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  createEventHub,
  onceSignal,
  signalEvents,
  watchEvents,
} from "qapi-ts";
import { launch } from "qapi-ts/node";
import { guestExecAndWait, guestReadFile, type QgaSession } from "qapi-ts/qga";
import { blockIoErrorAccessor, deviceDel, deviceDelAndWait, qmp, type QmpSession } from "qapi-ts/qmp";
import { createServer } from "qapi-ts/server";

interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
}

declare const session: QmpSession;
declare const agent: QgaSession;

export async function passOn({ signal, timeout }: Limits): Promise<void> {
  await deviceDel(session, { id: "d0" }, { signal, timeout });
  await deviceDelAndWait(session, { id: "d0" }, { signal, timeout, cancel: undefined });
  await session.once("STOP", { signal, timeout, where: undefined });
  await session.connectSignal("STOP", () => undefined, { signal, onGap: undefined });
  session.events({ names: undefined, limit: undefined, overflow: undefined });
  await onceSignal(session, blockIoErrorAccessor, {}, { signal, timeout });
  signalEvents(session, blockIoErrorAccessor, {}, { limit: undefined });
  await connectAccessor(session, blockIoErrorAccessor, {}, () => undefined, { signal });
  const inbox = watchEvents(session, { limit: undefined, onUndelivered: undefined });
  await inbox.wait({ names: undefined, signal, timeout });
  createEventHub({ onLeave: undefined, limit: undefined });
  const program = { path: "/bin/true", args: undefined, env: undefined, input: undefined };
  await guestExecAndWait(agent, { ...program, "capture-output": undefined }, { signal, timeout });
  await session.supports({ command: "eject", argument: "device", feature: undefined, value: undefined });
  session.subscribe({ names: undefined, tagged: undefined, deliver: () => undefined });
  guestReadFile(agent, "/etc/hosts", { signal, chunkSize: undefined });
}

export async function open({ signal, timeout }: Limits): Promise<void> {
  const settings = { timeout, protocol: undefined, onProblem: undefined, minimumVersion: undefined };
  await connect({ port: 4444, signal, ...settings });
  await connect({ host: undefined, port: 4444, tls: undefined, ...settings });
  const tls = { ca: undefined, cert: undefined, key: undefined, passphrase: undefined };
  await connect({ port: 4444, tls: { ...tls, servername: undefined, rejectUnauthorized: undefined } });
  await connect({ webSocket: "ws://localhost:5700", WebSocket: undefined });
  await connectPersistent({ webSocket: "ws://localhost:5700" });
  await connectAgent({ path: "/run/qga.sock", signal, timeout, syncInterval: undefined });
  await connectPersistent({ port: 4444, signal, ...settings, reconnect: { attempts: undefined } });
  connectOnDemand({ port: 4444, ...settings, idle: undefined, reconnect: undefined });
  await launch({ binary: "qemu-system-x86_64", signal, timeout, killTimeout: undefined, args: undefined });
  createServer(qmp, {}, { queueLimit: undefined, onProblem: undefined, version: undefined });
}
