import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  connect,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  type Session,
} from "../../../runtime/index.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { freePort } from "../../qemu/support/ports.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting, rejection } from "../support/scripted-peer.js";

/** Answers each request of QMP and of the guest agent with its id, or its number. */
function serveClient(socket: Socket): void {
  socket.write(greeting);
  socket.on("data", (chunk) => {
    for (const line of chunk.toString("latin1").split("\n")) {
      const { id } = JSON.parse(line || "{}") as { readonly id?: number };
      if (id !== undefined) socket.write(`${JSON.stringify({ return: {}, id })}\r\n`);
    }
  });
}

/** Answers the synchronisation of the guest agent. */
function serveAgentClient(socket: Socket): void {
  socket.on("data", (chunk) => {
    const number = /"id":(\d+)/.exec(chunk.toString("latin1"))?.[1];
    socket.write(`\u00ff{"return": ${number ?? "{}"}}\n`, "latin1");
  });
}

type Target = { readonly path: string } | { readonly host: string; readonly port: number };

const targets: Readonly<Record<string, () => Promise<Target>>> = {
  "a unix socket": async () => ({ path: join(temporaryFolder(), "socket") }),
  "a TCP port": async () => ({ host: "127.0.0.1", port: await freePort() }),
};

const kinds: Readonly<Record<string, (target: Target, timeout: number) => Promise<Session>>> = {
  connect: (target, timeout) => connect({ ...target, timeout, waitForServer: true }),
  connectAgent: (target, timeout) => connectAgent({ ...target, timeout, waitForServer: true }),
  connectPersistent: (target, timeout) =>
    connectPersistent({ ...target, timeout, waitForServer: true, reconnect: { attempts: 1 } }),
  connectOnDemand: async (target, timeout) => {
    const session = connectOnDemand({ ...target, timeout, waitForServer: true });
    await session.connectSignal("STOP", () => undefined);
    return session;
  },
};

const cases = Object.keys(targets).flatMap((target) =>
  Object.keys(kinds).map((kind) => [kind, target] as const),
);

describe.each(cases)("%s with waitForServer, to %s", (kind, target) => {
  const open = async (at: Target, timeout: number): Promise<Session> => {
    const session = await kinds[kind]?.(at, timeout);
    if (session === undefined) throw new Error("no such kind");
    return session;
  };

  test("connects to a server that begins to listen later", async () => {
    const at = await (targets[target] ?? targets["a TCP port"])?.();
    if (at === undefined) throw new Error("no such target");
    const opening = open(at, 20_000);
    await sleep(80);
    const server: Server = createServer(kind === "connectAgent" ? serveAgentClient : serveClient);
    await once(server.listen(at), "listening");
    const session = await opening;
    expect(session.state).toBe("connected");
    await session.close();
    server.close();
  });

  test("reports that no server listened within the timeout", async () => {
    const at = await (targets[target] ?? targets["a TCP port"])?.();
    if (at === undefined) throw new Error("no such target");
    const start = performance.now();
    expect(await rejection(open(at, 150))).toMatchObject({
      code: "connect-timeout",
      message: "no server listened within 150 ms",
    });
    expect(performance.now() - start).toBeGreaterThan(140);
  });
});

test("a file at the path that is not a listening socket counts as no server", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  const error = await rejection(connect({ path, waitForServer: true, timeout: 50 }));
  expect(error).toMatchObject({ code: "connect-timeout" });
});

test("connect rejects at once without waitForServer", async () => {
  const clock = new ManualClock();
  for (const waitForServer of [undefined, false]) {
    const options = waitForServer === undefined ? {} : { waitForServer };
    expect(await rejection(connect({ path: "/no/such/socket", clock, ...options }))).toMatchObject({
      code: "connect-refused",
    });
  }
});

test("waiting uses the clock of the session, and stops at once on an abort or close", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = rejection(connect({ path: "/no/such/socket", waitForServer: true, clock, signal }));
  await expect.poll(() => clock.pending).toBe(2);
  controller.abort("enough");
  expect(await aborted).toMatchObject({ code: "connect-aborted", cause: "enough" });
  expect(clock.pending).toBe(0);

  const session = connectOnDemand({ path: "/no/such/socket", waitForServer: true, clock });
  const call = rejection(session.call("stop"));
  await expect.poll(() => clock.pending).toBe(2);
  await session.close();
  expect(await call).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
  expect(clock.pending).toBe(0);
});

test("another failure than a missing server is not retried", async () => {
  const clock = new ManualClock();
  const path = `/tmp/${"x".repeat(200)}`;
  expect(await rejection(connect({ path, waitForServer: true, clock }))).toMatchObject({
    code: "connect-failed",
  });
});
