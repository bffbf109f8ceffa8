import { connect, QapiError, type Session } from "qapi-ts";
import type { ServedMachine } from "../../data/served-machine.js";
import type { Machine } from "./machine.js";
import { modelOf } from "./model-of.js";
import { takeToken } from "./token.js";

/** The time between two attempts to connect, in milliseconds. */
const retryDelay = 1_000;

/** Reports the machine, connected or not, forever. */
export async function keepConnected(set: (machine: Machine) => void): Promise<void> {
  const token = takeToken();
  if (token === undefined) {
    set({ state: "lost", reason: "The address has no token: use the one that `qmp explore` printed." });
    return;
  }
  for (;;) {
    try {
      const { name } = await servedMachine();
      const session = await openSession(token);
      const { version } = session.greeting;
      set({ state: "open", session, name, version: versionText(version), model: modelOf(version) });
      const { error } = await session.closed;
      set({ state: "lost", reason: error?.message ?? "The connection was closed." });
    } catch (error) {
      set({ state: "lost", reason: reasonOf(error) });
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelay));
  }
}

/** Asks the server of the page for its machine. */
async function servedMachine(): Promise<ServedMachine> {
  const response = await fetch("machine.json");
  if (!response.ok) throw new Error(`machine.json: ${response.status}`);
  return (await response.json()) as ServedMachine;
}

/** Connects to the shared machine, which expects the token in the first message. */
async function openSession(token: string): Promise<Session> {
  const socket = new WebSocket(`ws://${location.host}/`, "binary");
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => {
      reject(new Error("The server of the page does not answer. Is `qmp explore` running?"));
    };
  });
  socket.send(JSON.stringify({ token }));
  return await connect({ webSocket: socket, timeout: 10_000, onProblem: () => undefined });
}

function reasonOf(error: unknown): string {
  if (error instanceof QapiError || error instanceof Error) return error.message;
  return String(error);
}

function versionText(version: Session["greeting"]["version"]): string {
  return version === undefined ? "" : `${version.major}.${version.minor}.${version.micro}`;
}
