import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import type { QapiError, Session } from "../../../runtime/index.js";
import { acceptSessions } from "../../../runtime/node/index.js";
import { greeting } from "../support/scripted-peer.js";

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
