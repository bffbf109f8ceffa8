// Descriptors, validators and capabilities that a function must accept.
import {
  connect,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  type EventMessage,
  type Protocol,
  type ProtocolDescriptor,
  type Session,
  type SessionOptions,
  type Validators,
} from "qapi-ts";
import { acceptSessions, launch } from "qapi-ts/node";
import { qga, type QgaSession } from "qapi-ts/qga";
import * as agentValidators from "qapi-ts/qga/validators";
import { qmp, type QmpProtocol, type QmpSession } from "qapi-ts/qmp";
import { qmp as olderQmp } from "qapi-ts/qmp/10.0";
import * as validators from "qapi-ts/qmp/validators";
import { qsd } from "qapi-ts/qsd";
import { createServer } from "qapi-ts/server";

export async function descriptors(path: string): Promise<readonly unknown[]> {
  const machine: QmpSession = await connect({ path, protocol: qmp, validators, validate: "both" });
  await connect({ path, protocol: olderQmp, capabilities: [] });
  await connectPersistent({ path, protocol: qsd, capabilities: ["oob", "signals"] });
  const agent: QgaSession = await connectAgent({ path, protocol: qga, validators: agentValidators });
  const lazy: QgaSession = connectOnDemand({ path, protocol: qga, connect: connectAgent });
  await connectPersistent({ path, protocol: qga, connect: (options) => connectAgent({ ...options, timeout: 1 }) });
  connectOnDemand({ path, protocol: qmp, connect: undefined });
  await launch({ binary: "qemu-system-x86_64", protocol: qmp, validators });
  await acceptSessions({ path, protocol: qsd }, (session) => console.log(session.state));
  createServer(qga, {}, { validators: agentValidators });
  createServer(qmp, {}).relay(await machine.once("STOP"));
  for await (const event of machine.events()) createServer(qmp, {}).relay(event);
  return [agent, lazy];
}

// A session without a protocol takes any name.
export async function untyped(path: string, capabilities: readonly string[]): Promise<void> {
  await connect({ path, capabilities });
  const session = await connect({ path, capabilities: ["x-frobnicate"], validators });
  await connectAgent({ path, validators: agentValidators });
  createServer(qmp, {}).relay(await session.once("STOP"));
  machineEvents((event) => createServer(qmp, {}).relay(event));
}
declare function machineEvents(listener: (event: EventMessage) => void): void;

// A protocol whose schema has neither command of a handshake: the server and the guest agent of another vendor.
interface OwnProtocol {
  commands: { "read-sensor": { arguments: undefined; returns: number; oob: false } };
  events: { "x-hot": undefined };
}
declare const own: ProtocolDescriptor<OwnProtocol>;

export async function ownServers(path: string): Promise<Session<OwnProtocol>> {
  await connect({ path, protocol: own, capabilities: ["x-frobnicate"] });
  await connect({ path, protocol: { name: "inline", noReply: [] } });
  await connectAgent({ path, protocol: own });
  await connectPersistent({ path, protocol: own });
  return connectOnDemand({ path, protocol: own });
}

// Functions of any protocol that pass on what they receive.
export async function generic<P extends Protocol>(
  path: string,
  protocol: ProtocolDescriptor<P>,
  options: SessionOptions<P>,
): Promise<Session<P>> {
  const session: Session<P> = await connect(options);
  await connect({ path, protocol, capabilities: ["oob"] });
  await connectAgent({ ...options, timeout: 1 });
  await connectPersistent({ path, protocol });
  connectOnDemand({ path, protocol, connect: connectAgent });
  await launch({ binary: "qemu-system-x86_64", protocol });
  return session;
}

export function choose(
  options: SessionOptions<QmpProtocol>,
  any: SessionOptions,
  checks: Validators,
): readonly unknown[] {
  const widest: Validators = agentValidators;
  return [
    connect({ ...options, validators: checks }),
    connect(any),
    connectAgent(any),
    connect({ ...any, validators: widest }),
  ];
}

export function names(machine: QmpSession, any: Session): readonly unknown[] {
  const both: ("STOP" | "RESUME")[] = ["STOP"];
  const frozen = ["STOP", "RESUME"] as const;
  const text: string[] = [];
  const first: AsyncIterable<{ readonly event: "STOP" | "RESUME" }> = machine.events(...both);
  const second: AsyncIterable<{ readonly event: "STOP" | "RESUME" }> = machine.events(...frozen);
  const third: AsyncIterable<{ readonly event: "STOP" | "RESUME" | "RESET" }> = machine.events("RESET", ...both);
  const options: AsyncIterable<{ readonly event: "STOP" | "RESUME" }> = machine.events({ names: both });
  return [first, second, third, options, any.events(...text), any.events(), machine.events().next()];
}

/** Without a type that the context expects, the events have the type of the names, or of all events for no names. */
export async function nextNames(machine: QmpSession): Promise<unknown> {
  const both: readonly ("STOP" | "RESUME")[] = ["STOP"];
  const streams = [machine.events(...both), machine.events("STOP", ...both), machine.events({ names: both })];
  for (const stream of streams) {
    const { value } = await stream.next();
    const name: "STOP" | "RESUME" | undefined = value?.event;
    console.log(name);
  }
  const every = [machine.events(), machine.events({ names: [] }), machine.events({ limit: 1 })];
  for (const stream of every) {
    const { value } = await stream.next();
    if (value?.event === "DEVICE_DELETED") return value.data.path;
  }
  return undefined;
}
