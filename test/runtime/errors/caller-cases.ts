import * as codegen from "../../../runtime/codegen.js";
import { ConnectError } from "../../../runtime/errors/index.js";
import {
  completeCommand,
  completeEach,
  connect,
  connectAccessor,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  createEventHub,
  onceSignal,
  type Session,
  type SignalConnection,
  signalEvents,
  watchEvents,
} from "../../../runtime/index.js";
import { acceptSessions, launch } from "../../../runtime/node/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { connected, settle, type Fixture } from "../support/scripted-peer.js";

/** Settles what a case awaits, after it was started. */
type Trigger = (fixture: Fixture) => void | Promise<void>;

interface Case {
  readonly start: (fixture: Fixture) => Promise<unknown>;
  readonly trigger?: Trigger;
}

const die: Trigger = ({ peer }) => {
  peer.disconnect();
};
const wait: Trigger = ({ clock }) => {
  clock.advance(10);
};
const refuse: Trigger = ({ peer }) => {
  peer.write({ error: { class: "GenericError", desc: "no" }, id: peer.requests.at(-1)?.id });
};
/** Refuses what is sent once the first request is answered. */
const refuseNext: Trigger = async (fixture) => {
  fixture.peer.reply("disk-full-connect", "tag");
  await settle();
  await refuse(fixture);
};
const dieAfterReply: Trigger = async ({ peer }) => {
  peer.reply("x");
  await settle();
  peer.disconnect();
};
const unreachable = {
  transport: () => Promise.reject(new ConnectError("connect-refused", "connection refused")),
  reconnect: { attempts: 1 },
};
const silent = { transport: () => new Promise<never>(() => undefined) };
const unavailable = { path: "/no/such/folder/socket" };
const completion = { command: "x", done: [{ event: "E" }] };
const accessor = { name: "disk-full", event: "DISK_FULL" };
const matching = { ...accessor, match: {} };
const ignore = (): void => undefined;

async function iterate(values: AsyncIterable<unknown>): Promise<void> {
  for await (const value of values) ignore.call(value);
}

/** Aborts the signal once the promise is pending. */
function aborted(start: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const started = start(controller.signal);
  void settle().then(() => {
    controller.abort();
  });
  return started;
}

/** A connection through an accessor. */
function throughAccessor({ session }: Fixture): Promise<SignalConnection> {
  return connectAccessor(session, accessor, {}, ignore);
}

async function foreign(): Promise<SignalConnection> {
  return await (await connected()).session.connectSignal("DISK_FULL", ignore);
}

async function closed({ session }: Fixture): Promise<Session> {
  await session.close();
  return session;
}

/** What each function does when it fails. A name begins with the function, and says after a comma when it fails. */
export const cases: Readonly<Record<string, Case>> = {
  "call, when the server refuses it": { start: ({ session }) => session.call("x"), trigger: refuse },
  "call, when the session is lost": { start: ({ session }) => session.call("x"), trigger: die },
  "call, when the session has ended": { start: async (fixture) => (await closed(fixture)).call("x") },
  "call, after the timeout": {
    start: ({ session }) => session.call("x", undefined, { timeout: 10 }),
    trigger: wait,
  },
  "call, when it is aborted": {
    start: ({ session }) => session.call("x", undefined, { signal: AbortSignal.abort() }),
  },
  "call, with arguments that are not JSON": {
    start: ({ session }) => {
      const circular: Record<string, unknown> = {};
      circular["self"] = circular;
      return session.call("x", circular);
    },
  },
  "callWithoutReply, when the session has ended": {
    start: async (fixture) => codegen.callWithoutReply(await closed(fixture), "x", undefined),
  },
  "callWithOpenArguments, when the server refuses it": {
    start: ({ session }) => codegen.callWithOpenArguments(session, "x", {}),
    trigger: refuse,
  },
  "supports, when the server refuses it": {
    start: ({ session }) => session.supports({ command: "x" }),
    trigger: refuse,
  },
  "supports, when the session is lost": {
    start: ({ session }) => session.supports({ command: "x" }),
    trigger: die,
  },
  "connect, when no server listens": { start: () => connect(unreachable) },
  "connect, when it is aborted": { start: () => aborted((signal) => connect({ ...silent, signal })) },
  "connectAgent, when no agent listens": { start: () => connectAgent(unreachable) },
  "connectAgent, when it is aborted": {
    start: () => aborted((signal) => connectAgent({ ...silent, signal })),
  },
  "connectPersistent, when no server listens": { start: () => connectPersistent(unreachable) },
  "connectPersistent, when it is aborted": {
    start: () => aborted((signal) => connectPersistent({ ...silent, signal })),
  },
  "connectOnDemand, at a call": { start: () => connectOnDemand(unreachable).call("x") },
  "connectOnDemand, at supports": { start: () => connectOnDemand(unreachable).supports({ command: "x" }) },
  "connectOnDemand, at once": { start: () => connectOnDemand(unreachable).once("STOP") },
  "connectOnDemand, at connectSignal": {
    start: () => connectOnDemand(unreachable).connectSignal("STOP", ignore),
  },
  "connectOnDemand, at connectAccessor": {
    start: () => connectAccessor(connectOnDemand(unreachable), accessor, {}, ignore),
  },
  "connectOnDemand, at the next event of a stream": {
    start: () => connectOnDemand(unreachable).events().next(),
  },
  "acceptSessions, when the address is not available": {
    start: () => acceptSessions(unavailable, ignore),
  },
  "launch, when the program does not exist": { start: () => launch({ binary: "/no/such/program" }) },
  "launch, when the program ends": {
    start: () => launch({ binary: process.execPath, args: ["-e", ""], monitor: () => [] }),
  },
  "createServer, when it cannot listen": {
    start: () => createServer(anyProtocol, {}).listen(unavailable),
  },
  "connectSignal, when the session has ended": {
    start: async (fixture) => (await closed(fixture)).connectSignal("STOP", ignore),
  },
  "disconnectSignal, with the connection of another session": {
    start: async ({ session }) => session.disconnectSignal(await foreign()),
  },
  "disconnect, when the server refuses it": {
    start: async (fixture) => (await throughAccessor(fixture)).disconnect(),
    trigger: refuseNext,
  },
  "disconnectSignal, when the server refuses it": {
    start: async (fixture) => fixture.session.disconnectSignal(await throughAccessor(fixture)),
    trigger: refuseNext,
  },
  "disconnectEvent, with the connection of another session": {
    start: async ({ session }) => codegen.disconnectEvent(session, "DISK_FULL", await foreign()),
  },
  "disconnectAccessor, when the server refuses it": {
    start: async (fixture) =>
      codegen.disconnectAccessor(fixture.session, accessor, {}, await throughAccessor(fixture)),
    trigger: refuseNext,
  },
  "disconnectEventOrAccessor, when the server refuses it": {
    start: async (fixture) =>
      codegen.disconnectEventOrAccessor(fixture.session, accessor, [{}, await throughAccessor(fixture)]),
    trigger: refuseNext,
  },
  "connectAccessor, when the server refuses it": {
    start: ({ session }) => connectAccessor(session, accessor, {}, ignore),
    trigger: refuse,
  },
  "connectAccessor, when the session is lost": {
    start: ({ session }) => connectAccessor(session, accessor, {}, ignore),
    trigger: die,
  },
  "connectAccessor, when the session has ended": {
    start: async (fixture) => connectAccessor(await closed(fixture), matching, {}, ignore),
  },
  "connectAccessor, when it is aborted": {
    start: ({ session }) => connectAccessor(session, accessor, {}, ignore, { signal: AbortSignal.abort() }),
  },
  "connectEvent, when the session has ended": {
    start: async (fixture) => codegen.connectEvent(await closed(fixture), "STOP", ignore),
  },
  "connectEventOrAccessor, when the server refuses it": {
    start: ({ session }) => codegen.connectEventOrAccessor(session, accessor, [{}, ignore]),
    trigger: refuse,
  },
  "once, when the session is lost": { start: ({ session }) => session.once("STOP"), trigger: die },
  "once, when the session has ended": { start: async (fixture) => (await closed(fixture)).once("STOP") },
  "once, after the timeout": { start: ({ session }) => session.once("STOP", { timeout: 10 }), trigger: wait },
  "onceSignal, when the server refuses it": {
    start: ({ session }) => onceSignal(session, accessor, {}),
    trigger: refuse,
  },
  "onceSignal, when the session is lost": {
    start: ({ session }) => onceSignal(session, accessor, {}),
    trigger: die,
  },
  "onceSignal, after the timeout": {
    start: ({ session }) => onceSignal(session, accessor, {}, { timeout: 10 }),
    trigger: wait,
  },
  "events, when the session is lost": { start: ({ session }) => session.events().next(), trigger: die },
  "events, in a loop, when the session is lost": {
    start: ({ session }) => iterate(session.events()),
    trigger: die,
  },
  "events, after the session was lost": {
    start: async ({ session, peer }) => {
      const stream = session.events();
      peer.disconnect();
      await stream.ended;
      await stream.next();
    },
  },
  "events, in a loop, after the session was lost": {
    start: async ({ session, peer }) => {
      const stream = session.events();
      peer.disconnect();
      await stream.ended;
      for await (const event of stream) ignore.call(event);
    },
  },
  "events, after an overflow": {
    start: async ({ session, peer }) => {
      const stream = session.events({ limit: 0 });
      peer.write({ event: "E", timestamp: { seconds: 1, microseconds: 0 } });
      await stream.ended;
      await stream.next();
    },
  },
  "signalEvents, when the server refuses it": {
    start: ({ session }) => signalEvents(session, accessor, {}).next(),
    trigger: refuse,
  },
  "signalEvents, in a loop, after the session was lost": {
    start: async ({ session, peer }) => {
      const stream = signalEvents(session, accessor, {});
      peer.disconnect();
      await stream.ended;
      for await (const event of stream) ignore.call(event);
    },
  },
  "watchEvents, at a wait, when the session is lost": {
    start: ({ session }) => watchEvents(session).wait(),
    trigger: die,
  },
  "watchEvents, at a wait, after the timeout": {
    start: ({ session, clock }) => watchEvents(session, { clock }).wait({ timeout: 10 }),
    trigger: wait,
  },
  "watchEvents, at a wait, when it is closed": {
    start: ({ session }) => {
      const inbox = watchEvents(session);
      inbox.close();
      return inbox.wait();
    },
  },
  "watchEvents, at a connection that the server refuses": {
    start: ({ session }) => watchEvents(session).connect(accessor, {}),
    trigger: refuse,
  },
  "watchEvents, at a connection, when the session has ended": {
    start: async (fixture) => watchEvents(await closed(fixture)).connect(accessor, {}),
  },
  "createEventHub, at a wait, when the machine is lost": {
    start: ({ session }) => {
      const hub = createEventHub();
      hub.join("vm1", session);
      return hub.wait({ machine: "vm1" });
    },
    trigger: die,
  },
  "completeCommand, when the server refuses it": {
    start: ({ session }) => completeCommand(session, completion),
    trigger: refuse,
  },
  "completeCommand, when the session is lost": {
    start: ({ session }) => completeCommand(session, completion),
    trigger: die,
  },
  "completeCommand, after the timeout": {
    start: ({ session, clock }) => completeCommand(session, completion, {}, { clock, timeout: 10 }),
    trigger: wait,
  },
  "completeCommand, in a loop, when the server refuses it": {
    start: async ({ session }) => {
      for await (const progress of completeCommand(session, completion)) ignore.call(progress);
    },
    trigger: refuse,
  },
  "completeCommand, in a loop, when the session is lost": {
    start: async ({ session }) => {
      for await (const progress of completeCommand(session, completion)) ignore.call(progress);
    },
    trigger: die,
  },
  "completeCommand, in a loop, when the session is lost after the reply": {
    start: async ({ session }) => {
      for await (const progress of completeCommand(session, completion)) ignore.call(progress);
    },
    trigger: dieAfterReply,
  },
  "completeEach, when the session is lost": {
    start: async ({ session }) => {
      const [outcome] = await completeEach([1], () => completeCommand(session, completion));
      if (outcome?.ok === false) throw outcome.error;
    },
    trigger: die,
  },
  "guestExecAndWait, when the server refuses it": {
    start: ({ session }) => codegen.guestExecAndWait(session, { path: "x" }),
    trigger: refuse,
  },
  "guestExecAndWait, when the session is lost": {
    start: ({ session }) => codegen.guestExecAndWait(session, { path: "x" }),
    trigger: die,
  },
  "guestReadFile, when the server refuses it": {
    start: ({ session }) => codegen.guestReadFile(session, "x").getReader().read(),
    trigger: refuse,
  },
  "guestReadFile, in a loop, when the session is lost": {
    start: async ({ session }) => {
      for await (const chunk of codegen.guestReadFile(session, "x")) ignore.call(chunk);
    },
    trigger: die,
  },
  "guestReadFile, when it is aborted": {
    start: ({ session }) =>
      aborted((signal) => codegen.guestReadFile(session, "x", { signal }).getReader().read()),
  },
  "guestWriteFile, when the server refuses it": {
    start: ({ session }) => codegen.guestWriteFile(session, "x").getWriter().write("y"),
    trigger: refuse,
  },
  "guestWriteFile, when the session is lost": {
    start: ({ session }) => codegen.guestWriteFile(session, "x").getWriter().close(),
    trigger: die,
  },
};
