import { join } from "node:path";
import { expect, test } from "vitest";
import {
  guestExec,
  guestExecAndWait,
  guestExecStatus,
  guestFileClose,
  guestFileOpen,
  guestFileRead,
  guestFileWrite,
  guestPing,
  guestReadFile,
  guestShutdown,
  guestWriteFile,
  qga,
  type QgaSession,
} from "../../generated/qga/index.js";
import { connectAgent, type QapiError } from "../../runtime/index.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { agentAt, bootGuest, describeWithGuest, type Guest } from "./support/guest.js";

interface GuestWithAgent extends AsyncDisposable {
  readonly guest: Guest;
  readonly agent: QgaSession;
}

/** Connects to the agent while the guest boots and no agent answers at its port. */
async function bootWithAgent(qemu: string, problems: QapiError[] = []): Promise<GuestWithAgent> {
  const path = join(temporaryFolder(), "agent.sock");
  const booting = bootGuest(qemu, "", agentAt(path));
  const onProblem = (problem: QapiError): void => {
    problems.push(problem);
  };
  const connecting = connectAgent({
    path,
    waitForServer: true,
    protocol: qga,
    timeout: 100_000,
    syncInterval: 200,
    onProblem,
  });
  const [guest, agent] = await Promise.all([booting, connecting]);
  return {
    guest,
    agent,
    [Symbol.asyncDispose]: async () => {
      await agent.close();
      await guest[Symbol.asyncDispose]();
    },
  };
}

describeWithGuest("the agent within a real guest", (qemu) => {
  test("answers after boot, executes commands and shuts the guest down", async () => {
    await using booted = await bootWithAgent(qemu);
    const { agent, guest } = booted;
    await guestPing(agent);
    const { pid } = await guestExec(agent, { path: "/bin/busybox", arg: ["uname"], "capture-output": true });
    let status = await guestExecStatus(agent, { pid });
    while (!status.exited) status = await guestExecStatus(agent, { pid });
    expect(new TextDecoder().decode(status["out-data"])).toBe("Linux\n");

    const bytes = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 3) % 256);
    const file = await guestFileOpen(agent, { path: "/tmp/file", mode: "w+" });
    await guestFileWrite(agent, { handle: file, "buf-b64": bytes });
    await guestFileClose(agent, { handle: file });
    const again = await guestFileOpen(agent, { path: "/tmp/file", mode: "r" });
    expect((await guestFileRead(agent, { handle: again, count: 5_000 }))["buf-b64"]).toEqual(bytes);

    // A paused guest does not answer. After it resumes, the late reply is discarded.
    await guest.session.call("stop");
    expect(await rejection(guestPing(agent, { timeout: 100 }))).toMatchObject({ code: "call-timeout" });
    const next = agent.call("guest-get-host-name");
    await guest.session.call("cont");
    expect(await next).toHaveProperty("host-name");

    const shutdown = guest.session.once("SHUTDOWN", { timeout: 60_000 });
    await guestShutdown(agent, { mode: "powerdown" });
    expect((await shutdown).data).toMatchObject({ guest: true });
    expect((await agent.closed).error).toMatchObject({ code: "disconnected" });
  });

  test("runs programs with input, binary output, statuses, signals and limits", async () => {
    await using booted = await bootWithAgent(qemu);
    const { agent } = booted;
    const busybox = (args: readonly string[], input?: Uint8Array): ReturnType<typeof guestExecAndWait> =>
      guestExecAndWait(agent, { path: "/bin/busybox", args, ...(input === undefined ? {} : { input }) });

    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);
    const copied = await busybox(["cat"], bytes);
    expect(copied).toMatchObject({ exitCode: 0, signal: undefined, stdoutTruncated: false });
    expect(Buffer.from(copied.stdout).equals(bytes)).toBe(true);

    const failed = await busybox(["sh", "-c", "echo problem >&2; exit 3"]);
    expect(failed).toMatchObject({ exitCode: 3, stdout: new Uint8Array() });
    expect(new TextDecoder().decode(failed.stderr)).toBe("problem\n");
    expect(await busybox(["sh", "-c", "kill -9 $$"])).toMatchObject({ exitCode: undefined, signal: 9 });
    expect(await rejection(guestExecAndWait(agent, { path: "/no/such/program" }))).toMatchObject({
      code: "command-failed",
    });

    const sleep = { path: "/bin/busybox", args: ["sleep", "60"] };
    expect(await rejection(guestExecAndWait(agent, sleep, { timeout: 300 }))).toMatchObject({
      code: "completion-timeout",
    });
    const signal = AbortSignal.timeout(300);
    expect(await rejection(guestExecAndWait(agent, sleep, { signal }))).toMatchObject({
      code: "completion-aborted",
    });
    await guestPing(agent);
  });

  test("copies 20 MB into a file and back, and closes every handle", async () => {
    await using booted = await bootWithAgent(qemu);
    const { agent } = booted;
    const length = 20_000_000;
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 12)) % 256;
    const writer = guestWriteFile(agent, "/tmp/large").getWriter();
    await writer.write(bytes);
    await writer.close();
    const chunks: Uint8Array[] = [];
    for await (const chunk of guestReadFile(agent, "/tmp/large")) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    for await (const chunk of guestReadFile(agent, "/tmp/large", { chunkSize: 1_000 })) {
      expect(chunk).toHaveLength(1_000);
      break;
    }
    expect(await rejection(guestReadFile(agent, "/no/such/file").getReader().read())).toMatchObject({
      code: "command-failed",
    });
    // The agent keeps its open files in /proc/PID/fd.
    const script = "ls -l /proc/$(pidof qemu-ga)/fd | grep -c /tmp/large";
    const open = await guestExecAndWait(agent, { path: "/bin/busybox", args: ["sh", "-c", script] });
    expect(new TextDecoder().decode(open.stdout)).toBe("0\n");
    // An emulated guest takes most of a minute.
  }, 240_000);

  test("reports a refused guest-shutdown while another call follows", async () => {
    const problems: QapiError[] = [];
    await using booted = await bootWithAgent(qemu, problems);
    const { agent } = booted;
    await guestShutdown(agent, { mode: "no-such-mode" });
    await guestPing(agent);
    expect(problems).toMatchObject([{ code: "command-failed", command: "guest-shutdown" }]);
  });
});
