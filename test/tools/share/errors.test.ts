import { ConnectError, QapiError, type ErrorCode } from "qapi-ts";
import { shareMachine, type SharedMachine } from "qapi-ts-tools/share";
import { describe, expect, test } from "vitest";
import { exitCodes, ToolError, UsageError } from "../../../tools/tool-error.js";
import { ScriptedMachine } from "./support.js";

async function errorOf(action: () => Promise<unknown>): Promise<unknown> {
  return await action().then(
    () => undefined,
    (error: unknown) => error,
  );
}

function expectError(error: unknown, code: ErrorCode | RegExp, message: string): void {
  expect(error).toBeInstanceOf(QapiError);
  expect(error).toMatchObject({ message: expect.stringContaining(message) as unknown });
  expect((error as QapiError).code).toMatch(code);
  expect((error as Error).stack).toContain("share/errors.test.ts");
}

describe("a rejection is a QapiError that names the address and has the caller in its stack", () => {
  test.each<[target: string, code: ErrorCode | RegExp, message: string]>([
    ["tcp:127.0.0.1:1", /^connect-/, "cannot connect to tcp:127.0.0.1:1: "],
    ["unix:/no/such.sock", /^connect-/, "cannot connect to unix:/no/such.sock: "],
    ["no-such-machine", "connect-failed", 'there is no machine "no-such-machine"'],
    ["tcp:nowhere", "arguments-invalid", 'target "tcp:nowhere"'],
    ["qga:/run/agent", "arguments-invalid", "qga:/run/agent: a guest agent cannot be shared"],
  ])("shareMachine of %s", async (target, code, message) => {
    expectError(await errorOf(async () => await shareMachine({ target })), code, message);
  });

  test("listen and call of a shared machine", async () => {
    await using machine = await new ScriptedMachine((request) => {
      machine.send({ error: { class: "DeviceNotFound", desc: "no disk" }, id: request.id });
    }).start();
    await using shared: SharedMachine = await shareMachine({ target: machine.path });
    const path = "/no/folder/s";
    const listening = await errorOf(async () => await shared.listen({ kind: "unix", path }));
    expectError(listening, "arguments-invalid", `unix:${path}: there is no folder`);
    const client = shared.client({ name: "test" });
    expectError(await errorOf(async () => await client.call("query-block")), "command-failed", "no disk");
    expectError(
      await errorOf(async () => await client.call("stop")),
      "command-failed",
      "refused by the rule",
    );
    await client.close();
    expectError(await errorOf(async () => await client.call("stop")), "disconnected", "the client is closed");
  });
});

test.each<[error: ToolError, code: ErrorCode]>([
  [new UsageError("x"), "arguments-invalid"],
  [new ToolError(exitCodes.unreachable, "x"), "connect-failed"],
  [new ToolError(exitCodes.unreachable, "x", { cause: new Error("y") }), "connect-failed"],
  [
    new ToolError(exitCodes.unreachable, "x", { cause: new ConnectError("connect-occupied", "y") }),
    "connect-occupied",
  ],
  [new ToolError(exitCodes.unknown, "x"), "outcome-unknown"],
  [new ToolError(exitCodes.refused, "x"), "command-failed"],
])("%s has the code %s", (error, code) => {
  expect(error).toBeInstanceOf(QapiError);
  expect(error.code).toBe(code);
});
