import { join } from "node:path";
import { expect, test } from "vitest";
import {
  connectAgent,
  type AnyProtocol,
  type ProtocolDescriptor,
  type QapiError,
} from "../../runtime/index.js";
import { base64Codec } from "../../runtime/codegen.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { startAgent, type Machine } from "./support/machine.js";

/** Commands that must not be executed on the host that runs the tests. */
const blocked = ["guest-shutdown", "guest-suspend-ram", "guest-suspend-disk", "guest-fsfreeze-freeze"];

const protocol: ProtocolDescriptor<AnyProtocol> = {
  name: "qga",
  noReply: ["guest-shutdown"],
  base64: base64Codec({
    "guest-exec": { arguments: ["input-data"] },
    "guest-exec-status": { returns: ["out-data", "err-data"] },
    "guest-file-read": { returns: ["buf-b64"] },
    "guest-file-write": { arguments: ["buf-b64"] },
  }),
};

/** The agent's socket, to connect to as soon as the agent listens. */
function socketOf(agent: Machine): { readonly path: string; readonly waitForServer: true } {
  return { path: agent.path, waitForServer: true };
}

describeWithEach("guest agent", "a real guest agent", (qemuGa) => {
  test("is synchronised and answers commands", async () => {
    await using agent = await startAgent(qemuGa, blocked);
    await using session = await connectAgent({ ...socketOf(agent), protocol });
    expect(await session.call("guest-ping")).toEqual({});
    expect(await session.call("guest-info")).toMatchObject({ version: expect.any(String) as string });
    expect(await session.supports({ command: "guest-exec" })).toBe(true);
    expect(await session.supports({ command: "guest-shutdown" })).toBe(false);
    const calls = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? session.call("guest-ping") : rejection(session.call(`guest-no-${index}`)),
    );
    for (const [index, reply] of (await Promise.all(calls)).entries()) {
      expect(reply).toEqual(index % 2 === 0 ? {} : expect.objectContaining({ command: `guest-no-${index}` }));
    }
  });

  test("is synchronised after a client that disconnected in the middle of a command", async () => {
    await using agent = await startAgent(qemuGa, blocked);
    const first = await connectAgent(socketOf(agent));
    first.call("guest-exec", { path: "/bin/sleep", arg: ["1"] }).catch(() => undefined);
    first.call("guest-network-get-interfaces").catch(() => undefined);
    await first.close();
    await using second = await connectAgent(socketOf(agent));
    expect(await second.call("guest-ping")).toEqual({});
  });

  test("sends and receives base64 members as bytes", async () => {
    await using agent = await startAgent(qemuGa, blocked);
    await using session = await connectAgent({ ...socketOf(agent), protocol });
    const path = join(agent.folder, "file");
    const bytes = Uint8Array.from({ length: 256 * 1024 }, (_, at) => (at * 7) % 256);
    const handle = await session.call("guest-file-open", { path, mode: "w+" });
    expect(await session.call("guest-file-write", { handle, "buf-b64": bytes })).toMatchObject({
      count: bytes.length,
    });
    await session.call("guest-file-seek", { handle, offset: 0, whence: "set" });
    const read = await session.call("guest-file-read", { handle, count: bytes.length });
    expect(read).toEqual({ count: bytes.length, eof: false, "buf-b64": bytes });
    await session.call("guest-file-close", { handle });
  });

  test("is synchronised after a cancelled call", async () => {
    await using agent = await startAgent(qemuGa, blocked);
    await using session = await connectAgent({ ...socketOf(agent), protocol });
    agent.signal("SIGSTOP");
    const slow = rejection(session.call("guest-info", undefined, { timeout: 50 }));
    expect(await slow).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
    const next = session.call("guest-get-time");
    agent.signal("SIGCONT");
    // Nanoseconds exceed 2^53. The reply to another command, or a rounded number, has another type.
    expect(typeof (await next)).toBe("bigint");
  });

  test("reports the error of a command without a reply and stays synchronised", async () => {
    await using agent = await startAgent(qemuGa, blocked);
    const problems: QapiError[] = [];
    const onProblem = (problem: QapiError): void => void problems.push(problem);
    await using session = await connectAgent({ ...socketOf(agent), protocol, onProblem });
    const refusal = { code: "command-failed", command: "guest-shutdown" };
    expect(await session.call("guest-shutdown")).toBe(undefined);
    await expect.poll(() => problems.length).toBe(1);
    expect(problems).toMatchObject([refusal]);
    expect(await session.call("guest-ping")).toEqual({});
    // Another call follows at once.
    void session.call("guest-shutdown");
    expect(await session.call("guest-ping")).toEqual({});
    expect(problems).toMatchObject([refusal, refusal]);
  });

  test("ends its session when it is killed", async () => {
    await using agent = await startAgent(qemuGa, blocked);
    const session = await connectAgent(socketOf(agent));
    agent.signal("SIGSTOP");
    const call = rejection(session.call("guest-ping"));
    agent.signal("SIGKILL");
    expect(await call).toMatchObject({ code: "outcome-unknown" });
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });
});
