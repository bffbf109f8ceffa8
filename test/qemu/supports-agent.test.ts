import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { CommandError, IntrospectionError } from "../../runtime/index.js";
import { Supporter } from "../../runtime/introspection/supporter.js";
import { describeWithEach } from "./support/binaries.js";
import { start, type Machine } from "./support/machine.js";

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** Asks one question over a connection of its own: an agent speaks at once, without a greeting. */
async function ask(path: string, command: string): Promise<unknown> {
  const socket = connectSocket(path);
  socket.write(`${JSON.stringify({ execute: command })}\n`);
  try {
    for await (const line of createInterface({ input: socket })) {
      const { error, ...reply } = JSON.parse(line) as Reply;
      if (error) {
        throw new CommandError(error.desc, { command, errorClass: error.class, description: error.desc });
      }
      return reply.return;
    }
    throw new Error("the agent ended");
  } finally {
    socket.destroy();
  }
}

/** Asks as soon as the agent listens. */
async function askWhenUp(agent: Machine, command: string): Promise<unknown> {
  for (;;) {
    try {
      return await ask(agent.path, command);
    } catch (error) {
      const isStarting = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isStarting || agent.hasExited) throw error;
      await sleep(20);
    }
  }
}

describeWithEach("guest agent", "what a real guest agent supports", (qemuGa) => {
  test("is told from its list of commands, and nothing more", async () => {
    await using agent = await start(qemuGa, (folder) => [
      ...["--method=unix-listen", `--path=${join(folder, "monitor.sock")}`],
      ...[`--statedir=${folder}`, "--block-rpcs=guest-file-open"],
    ]);
    const supporter = new Supporter((command) => askWhenUp(agent, command));
    expect(await supporter.supports({ command: "guest-ping" })).toBe(true);
    expect(await supporter.supports({ command: "guest-file-open" })).toBe(false);
    expect(await supporter.supports({ command: "query-status" })).toBe(false);
    const more = supporter.supports({ command: "guest-ping", argument: "id" });
    await expect(more).rejects.toBeInstanceOf(IntrospectionError);
  });
});
