import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { connect, ConnectError, type SessionOptions, type Session } from "../../../runtime/index.js";
import { connectTo, startMachine, type Machine } from "./machine.js";

/**
 * QEMU's side of a WebSocket is not safe from the other thread that has to be kept awake: it complains of GLib sources
 * that are gone, and once in some hundred runs ends the connection, or answers nothing more. Then another machine is
 * tried.
 */
export const tries = { retry: 3, timeout: 15_000 };

/** A bare machine with a second monitor, which is a socket with these properties. */
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
  // A test that has run out of time does not come to the end of its blocks.
  onTestFinished(() => {
    machine.signal("SIGKILL");
  });
  return machine;
}

/**
 * Keeps QEMU's monitors awake: what came by a WebSocket lies there, in 7.2 and in 10.0, until something else
 * wakes the thread that all monitors share.
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

/** Connects as soon as the machine listens; by what the web offers, one cannot tell why it did not work. */
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
