import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { connect, ConnectError, type SessionOptions, type Session } from "../../../runtime/index.js";
import { connectTo, startMachine, type Machine } from "./machine.js";

/**
 * QEMU's WebSocket server is not thread-safe: in about one of a hundred runs it ends the connection or does not answer
 * while another monitor is used, and warns of missing GLib sources. The test is then repeated with another machine.
 */
export const retryOptions = { retry: 3, timeout: 15_000 };

/** Starts a bare machine with a second monitor on a socket with the given properties. */
export async function startWith(qemu: string, socket: string, ...more: readonly string[]): Promise<Machine> {
  const chardev = `socket,id=other,${socket},server=on,wait=off`;
  const machine = await startMachine(
    qemu,
    ...more,
    "-chardev",
    chardev,
    "-mon",
    "chardev=other,mode=control",
  );
  // A test that times out does not dispose the machine.
  onTestFinished(() => {
    machine.signal("SIGKILL");
  });
  return machine;
}

/**
 * Keeps QEMU's monitor thread awake: QEMU 7.2 and 10.0 do not process the input of a WebSocket until another event
 * wakes that thread. Returns a function that stops.
 */
export async function keepAwake(machine: Machine): Promise<() => Promise<void>> {
  const session = await connectTo(machine);
  const timer = setInterval(() => void session.call("query-name").catch(() => undefined), 2);
  onTestFinished(() => {
    clearInterval(timer);
  });
  return async () => {
    clearInterval(timer);
    await session.close();
  };
}

/** Connects as soon as the machine listens. A WebSocket does not report why it failed, so every failure is retried. */
export async function connectSoon(machine: Machine, options: () => SessionOptions): Promise<Session> {
  for (;;) {
    try {
      return await connect(options());
    } catch (error) {
      if (!(error instanceof ConnectError) || machine.hasExited) throw error;
      await sleep(20);
    }
  }
}
