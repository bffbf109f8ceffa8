import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { QapiError, Session } from "../../../runtime/index.js";
import { acceptSessions, type Listening, type ListenTarget } from "../../../runtime/node/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { greeting, rejection } from "../support/scripted-peer.js";

const aborted = { code: "connect-aborted", cause: "reason" };
const ignore = (): void => undefined;

test("reports connections that are not QMP and a callback that throws", async () => {
  const problems: QapiError[] = [];
  const sessions: Session[] = [];
  const onProblem = (problem: QapiError): void => {
    problems.push(problem);
  };
  const listening = await acceptSessions({ port: 0, onProblem }, (session) => {
    sessions.push(session);
    throw new Error("callback");
  });
  const httpClient = connect(listening.port ?? 0, "127.0.0.1");
  httpClient.end("GET / HTTP/1.1\r\n\r\n");
  await once(httpClient.resume(), "close");
  const machine = connect(listening.port ?? 0, "127.0.0.1");
  machine.write(greeting);
  await once(machine, "data");
  machine.write('{"return": {}, "id": 0}\r\n');
  await expect.poll(() => problems.map(({ code }) => code)).toEqual(["connect-not-qmp", "listener-failed"]);
  expect(sessions.map(({ state }) => state)).toEqual(["connected"]);
  await sessions[0]?.close();
  await listening.close();
});

test("reports what an async callback throws, also if it is an error of this package", async () => {
  const problems: QapiError[] = [];
  const onProblem = (problem: QapiError): void => {
    problems.push(problem);
  };
  const listening = await acceptSessions({ port: 0, onProblem }, async (session) => {
    await session.call("query-status", undefined, { timeout: 1 });
  });
  const machine = connect(listening.port ?? 0, "127.0.0.1");
  machine.write(greeting);
  await once(machine, "data");
  machine.write('{"return": {}, "id": 0}\r\n');
  await expect
    .poll(() => problems)
    .toMatchObject([{ code: "listener-failed", cause: { code: "call-timeout" } }]);
  machine.destroy();
  await listening.close();
});

test("listens at 127.0.0.1 only, also if the host is undefined", async () => {
  for (const target of [{ port: 0 }, { port: 0, host: undefined }]) {
    await using server = createServer(anyProtocol, {});
    for (const listening of [await acceptSessions(target, ignore), await server.listen(target)]) {
      const [error] = (await once(connect(listening.port ?? 0, "127.0.0.2"), "error")) as [Error];
      expect(error).toMatchObject({ code: "ECONNREFUSED" });
      await listening.close();
    }
  }
});

describe.each(["path", "port"])("with a signal, listening at a %s", (kind) => {
  const target = (): ListenTarget =>
    kind === "port" ? { port: 0 } : { path: join(tmpdir(), `qapi-ts-${randomUUID()}.sock`) };
  const connectTo = ({ path, port = 0 }: Listening): Socket =>
    path === undefined ? connect(port, "127.0.0.1") : connect(path);

  test("rejects if the signal has aborted, and if it aborts before it listens", async () => {
    const opened = { ...target(), signal: AbortSignal.abort("reason") };
    expect(await rejection(acceptSessions(opened, ignore))).toMatchObject(aborted);
    const over = new AbortController();
    const accepting = rejection(acceptSessions({ ...target(), signal: over.signal }, ignore));
    over.abort("reason");
    expect(await accepting).toMatchObject(aborted);
  });

  test("accepts no more connections after an abort, gives up handshakes silently, and keeps sessions", async () => {
    const problems: QapiError[] = [];
    const sessions: Session[] = [];
    const over = new AbortController();
    const listening = await acceptSessions(
      { ...target(), signal: over.signal, onProblem: (problem) => void problems.push(problem) },
      (session) => void sessions.push(session),
    );
    const machine = connectTo(listening);
    machine.write(greeting);
    await once(machine, "data");
    machine.write('{"return": {}, "id": 0}\r\n');
    await expect.poll(() => sessions.length).toBe(1);
    const late = connectTo(listening);
    await once(late, "connect");
    over.abort();
    await once(late.resume(), "close");
    expect((await once(connectTo(listening), "error"))[0]).toMatchObject({
      code: expect.stringMatching(/ECONNREFUSED|ENOENT/) as string,
    });
    expect(sessions.map(({ state }) => state)).toEqual(["connected"]);
    expect(problems).toEqual([]);
    let closed = 0;
    const closing = [listening.close(), listening.close()].map((each) => each.then(() => (closed += 1)));
    await setImmediate();
    expect(closed).toBe(0);
    machine.destroy();
    await Promise.all(closing);
  });
});
