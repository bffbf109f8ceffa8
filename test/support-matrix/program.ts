// Uses every entry point of the installed package: serves a unix socket and talks to it. Prints `ok` and the Node version.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CommandError,
  completeEach,
  connect,
  createEventHub,
  toNumber,
  type ProtocolDescriptor,
  type Session,
} from "qapi-ts";
import * as codegen from "qapi-ts/codegen";
import { diagnosticsTracer, launch } from "qapi-ts/node";
import { Counters, observe } from "qapi-ts/observe";
import { guestPing, qga, type QgaProtocol } from "qapi-ts/qga";
import * as qgaValidators from "qapi-ts/qga/validators";
import {
  connectStop,
  qmp,
  queryBalloon,
  queryStatus,
  stop,
  type QmpProtocol,
  type QmpSession,
} from "qapi-ts/qmp";
import * as validators from "qapi-ts/qmp/validators";
import { createServer } from "qapi-ts/server";
import { ManualClock, memoryTransport } from "qapi-ts/testing";

function assert(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

const server = createServer(qmp, {
  "query-status": () => ({ running: true, status: "running" }),
  "query-balloon": () => ({ actual: 2n ** 62n }),
  stop: () => {
    server.raise("STOP");
  },
});

async function useSession(session: QmpSession): Promise<void> {
  const events: string[] = [];
  await connectStop(session, ({ event }) => events.push(event));
  const stopped = session.once("STOP", { timeout: 5_000 });
  await stop(session);
  await stopped;
  assert(events.join() === "STOP", "the listener was called once");
  const { status } = await queryStatus(session);
  assert(status === "running", "the reply is typed");
  const { actual } = await queryBalloon(session);
  assert(actual === 2n ** 62n, "a 64-bit integer is exact");
}

const folder = await mkdtemp(join(tmpdir(), "support-matrix-"));
try {
  const path = join(folder, "monitor.sock");
  await server.listen({ path });
  const counters = new Counters();
  const observer = observe({ tracers: [counters, diagnosticsTracer()] });
  await using session = await connect({ path, protocol: qmp, validators, validate: "both", observer });
  await useSession(session);
  assert(counters.read().calls.succeeded >= 3, "the calls are counted");

  const clock = new ManualClock();
  await using inMemory = await connect({ transport: memoryTransport(server), protocol: qmp, clock });
  using hub = createEventHub<string, QmpProtocol>();
  hub.join("vm1", inMemory);
  const outcomes = await completeEach([inMemory], (each) => queryStatus(each));
  assert(
    outcomes.every(({ ok }) => ok),
    "every call succeeded",
  );

  // The type has no second argument: by its own type, the descriptor is accepted only by `connectAgent`.
  const otherProtocol: ProtocolDescriptor<QgaProtocol> = qga;
  const agent: Session<QgaProtocol> = await connect({ path, protocol: otherProtocol });
  const refusal = await guestPing(agent).catch((error: unknown) => error);
  assert(refusal instanceof CommandError, "the server does not have the command");
  await agent.close();
  assert(qgaValidators.validateArguments("guest-ping", {}) === undefined, "the arguments are valid");
  assert(
    toNumber(1n) === 1 && typeof launch === "function" && "connectAccessor" in codegen,
    "the exports exist",
  );
} finally {
  await server.close();
  await rm(folder, { recursive: true });
}
console.log("ok", process.version);
