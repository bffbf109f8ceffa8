import { createConnection, type Socket } from "node:net";
import { startMachine, type Machine } from "./machine.js";

/** Starts a machine that accepts one client after the other. */
export async function startMonitorSocket(binary: string): Promise<Machine> {
  const machine = await startMachine(binary);
  while (!(await isListening(machine.path))) await new Promise((resolve) => setTimeout(resolve, 20));
  return machine;
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
