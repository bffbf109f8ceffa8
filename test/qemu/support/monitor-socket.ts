import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bareMachine } from "./machine.js";

/** A QMP server on a unix socket. */
export interface MonitorSocket extends AsyncDisposable {
  readonly path: string;
}

/** Starts a machine that accepts one client after the other. */
export async function startMonitorSocket(binary: string): Promise<MonitorSocket> {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-monitor-"));
  const path = join(folder, "qmp");
  const child = spawn(binary, [...bareMachine, "-qmp", `unix:${path},server=on,wait=off`], {
    stdio: "ignore",
  });
  const end = (): void => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", end);
  while (!(await isListening(path))) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      process.off("exit", end);
      end();
    },
  };
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}

/**
 * Negotiates, sends bytes, and returns the lines of the answers, without the greeting and the reply to the negotiation.
 * @param isLast - whether a line is the last answer.
 */
export function answersTo(
  path: string,
  bytes: Uint8Array,
  isLast: (line: string) => boolean,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket: Socket = createConnection(path);
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const lines = text.split("\r\n").slice(0, -1);
      if (isLast(lines.at(-1) ?? "")) {
        socket.removeAllListeners("close").on("close", () => {
          resolve(lines.slice(2).filter((line) => !line.startsWith('{"timestamp":')));
        });
        socket.destroy();
      }
    });
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error(`the connection ended after ${text}`));
    });
    socket.write('{"execute":"qmp_capabilities"}\n');
    socket.write(bytes);
  });
}
