import { join } from "node:path";
import { expect, test } from "vitest";
import {
  guestExec,
  guestExecStatus,
  guestFileClose,
  guestFileOpen,
  guestFileRead,
  guestFileWrite,
  guestPing,
  guestShutdown,
  qga,
  type QgaSession,
} from "../../generated/qga/index.js";
import { connectAgent } from "../../runtime/index.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { agentAt, bootGuest, describeWithGuest, type Guest } from "./support/guest.js";

interface GuestWithAgent extends AsyncDisposable {
  readonly guest: Guest;
  readonly agent: QgaSession;
}

/** Connects to the agent while the guest boots and no agent answers at its port. */
async function bootWithAgent(qemu: string): Promise<GuestWithAgent> {
  const path = join(temporaryFolder(), "agent.sock");
  const booting = bootGuest(qemu, "", agentAt(path));
  const connecting = connectAgent({ path, waitForServer: true, protocol: qga, timeout: 100_000, syncInterval: 200 });
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
});
