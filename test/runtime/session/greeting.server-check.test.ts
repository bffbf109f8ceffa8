import { describe, expect, test } from "vitest";
import { connectPersistent, OlderServerError, type QapiError } from "../../../runtime/index.js";
import type { Protocol, ProtocolDescriptor } from "../../../runtime/protocol.js";
import { serverCheck } from "../../../runtime/session/greeting.js";
import { ScriptedServer } from "../persistent/support.js";
import { connected } from "../support/scripted-peer.js";

const checkServer = serverCheck({
  name: "QEMU",
  version: "11.1",
  older: [
    { version: "7.2", import: "qapi-ts/qmp/7.2" },
    { version: "10.0", import: "qapi-ts/qmp/10.0" },
  ],
});

function check(text: string): string | undefined {
  const [major = 0, minor = 0, micro = 0] = text.split(".").map(Number);
  return checkServer({ major, minor, micro, package: "" })?.message;
}

describe("a server is compared with the bindings by its first two numbers", () => {
  test.each(["11.1.0", "11.1.3", "11.2.0", "12.0.0", "0.0.0"])("%s is not reported", (version) => {
    expect(check(version)).toBeUndefined();
  });

  test.each([
    ["11.0.9", "10.0"],
    ["10.2.2", "10.0"],
    ["10.0.2", "10.0"],
    ["9.2.0", "7.2"],
    ["7.2.22", "7.2"],
    // No bindings describe less than it has.
    ["6.1.0", "7.2"],
    ["0.15.0", "7.2"],
  ])("%s is reported with the bindings of %s", (version, bindings) => {
    expect(check(version)).toBe(
      `the server is QEMU ${version}, but the bindings describe QEMU 11.1: import qapi-ts/qmp/${bindings} instead`,
    );
  });

  test("bindings without older ones advise to generate them", () => {
    const error = serverCheck({ name: "d", version: "2.0" })({ major: 1, minor: 9, micro: 1, package: "" });
    expect(error).toMatchObject({
      code: "server-older",
      import: undefined,
      message: "the server is d 1.9.1, but the bindings describe d 2.0: generate bindings for it",
    });
  });
});

const protocol: ProtocolDescriptor<Protocol> = { name: "Qmp", noReply: [], checkServer };

test("connect() reports an older server once, and connects", async () => {
  const { session, problems } = await connected({ protocol });
  expect(session.state).toBe("connected");
  expect(problems).toEqual([expect.any(OlderServerError)]);
  expect(problems[0]).toMatchObject({ import: "qapi-ts/qmp/7.2", received: { major: 7, minor: 2 } });
});

test("a persistent session reports an older server once for all its connections", async () => {
  const server = new ScriptedServer();
  const problems: QapiError[] = [];
  const connecting = connectPersistent({
    transport: server.open,
    clock: server.clock,
    protocol,
    onProblem: (problem) => problems.push(problem),
  });
  await server.welcome();
  const session = await connecting;
  await server.drop();
  await server.pass(1000);
  await server.welcome();
  expect(session.state).toBe("connected");
  expect(server.peers).toHaveLength(2);
  expect(problems).toEqual([expect.any(OlderServerError)]);
  await session.close();
});
