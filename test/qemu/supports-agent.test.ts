import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { CommandError, IntrospectionError } from "../../runtime/index.js";
import { queryAgentCommands } from "../../runtime/agent/agent-protocol.js";
import { describeWithEach } from "./support/binaries.js";
import { start, type Machine } from "./support/machine.js";

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** Sends one command over a new connection. An agent sends no greeting. */
async function query(path: string, command: string): Promise<unknown> {
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

/** Sends a command as soon as the agent listens. */
async function queryWhenUp(agent: Machine, command: string): Promise<unknown> {
  for (;;) {
    try {
      return await query(agent.path, command);
    } catch (error) {
      // The socket exists shortly before the agent listens.
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      const isStarting = code === "ENOENT" || code === "ECONNREFUSED";
      if (!isStarting || agent.hasExited) throw error;
      await sleep(20);
    }
  }
}

describeWithEach("guest agent", "supports with a real guest agent", (qemuGa) => {
  test("answers questions about commands only", async () => {
    await using agent = await start(qemuGa, (folder) => [
      "--method=unix-listen",
      `--path=${join(folder, "monitor.sock")}`,
      `--statedir=${folder}`,
      "--block-rpcs=guest-file-open",
    ]);
    const supports = await queryAgentCommands((command) => queryWhenUp(agent, command));
    expect(supports({ command: "guest-ping" })).toBe(true);
    expect(supports({ command: "guest-file-open" })).toBe(false);
    expect(supports({ command: "query-status" })).toBe(false);
    expect(() => supports({ command: "guest-ping", argument: "id" })).toThrow(IntrospectionError);
  });
});
