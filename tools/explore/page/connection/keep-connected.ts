import { connect, type Greeting, type Session } from "qapi-ts";
import type { ServedMachine } from "../../data/served-machine.js";
import type { Machine } from "./machine.js";
import { modelOf } from "./model-of.js";
import { takeToken } from "./token.js";
import { reasonOf } from "../../../tool-error.js";

/** The time between two attempts to connect, in milliseconds. */
const retryDelay = 1_000;

/** How long the end of a failed connection is waited for, in milliseconds. */
const closeTimeout = 1_000;

type SetMachine = (machine: Machine) => void;

/** Reports the machine, connected or not, forever. */
export async function keepConnected(set: SetMachine): Promise<void> {
  const token = takeToken();
  if (token === undefined) {
    set({ state: "lost", reason: "the address has no token: use the one that qmp explore printed" });
    return;
  }
  for (;;) {
    try {
      const served = await servedMachine();
      await using session = await openSession(token);
      await followMachine(session, served, set);
      const { error } = await session.closed;
      set({ state: "lost", reason: error?.message ?? "the connection was closed" });
    } catch (error) {
      set({ state: "lost", reason: reasonOf(error) });
      if (error instanceof TokenError) return;
    }
    await sleep(retryDelay);
  }
}

/** Reports the machine, also when it ends and starts again while the session stays open. */
async function followMachine(session: Session, served: ServedMachine, set: SetMachine): Promise<void> {
  const commands = await commandsOf(session);
  const report = (version: Greeting["version"]): void => {
    const model = modelOf(version, commands);
    set({ state: "open", session, ...served, version: versionText(version), model });
  };
  await session.connectSignal("QAPI_TS_MACHINE_DISCONNECTED", () => {
    set({ state: "lost", reason: `${served.name} has ended, or its connection was lost` });
  });
  await session.connectSignal("QAPI_TS_MACHINE_CONNECTED", () => {
    void session.call("query-version").then(
      (answer) => {
        report(readVersion(answer));
      },
      () => undefined,
    );
  });
  report(session.greeting.version);
}

/** Returns the names of the commands that a machine has; none if it does not answer. */
async function commandsOf(session: Session): Promise<ReadonlySet<string>> {
  const answer: unknown = await session.call("query-commands").catch(() => []);
  const commands = Array.isArray(answer) ? (answer as readonly { readonly name: string }[]) : [];
  return new Set(commands.map(({ name }) => name));
}

/** Asks the server of the page for its machine. */
async function servedMachine(): Promise<ServedMachine> {
  const response = await fetch("machine.json");
  if (!response.ok) throw new Error(`machine.json: ${response.status}`);
  return (await response.json()) as ServedMachine;
}

/** The token is not that of the server, for example because the command was started again. */
class TokenError extends Error {}

/** The status of a WebSocket whose first message has a wrong token. @see RFC 6455, section 7.4.1 */
const policyViolation = 1008;

/** Connects to the shared machine, which expects the token in the first message. */
async function openSession(token: string): Promise<Session> {
  const socket = new WebSocket(`ws://${location.host}/`, "binary");
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => {
      resolve(code);
    });
  });
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => {
      reject(new Error("the server of the page does not answer: is qmp explore still running?"));
    };
  });
  socket.send(JSON.stringify({ token }));
  try {
    return await connect({ webSocket: socket, timeout: 10_000, onProblem: () => undefined });
  } catch (error) {
    const code = await Promise.race([closed, sleep(closeTimeout)]);
    if (code === policyViolation)
      throw new TokenError("the token is not valid: use the address that qmp explore printed");
    throw error;
  }
}

function sleep(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, undefined);
  });
}

/** Reads the reply to `query-version`. */
function readVersion(answer: unknown): Greeting["version"] {
  const { qemu, package: packageVersion = "" } = answer as {
    readonly qemu?: { readonly major: number; readonly minor: number; readonly micro: number };
    readonly package?: string;
  };
  return qemu && { ...qemu, package: packageVersion };
}

function versionText(version: Greeting["version"]): string {
  return version === undefined ? "" : `${version.major}.${version.minor}.${version.micro}`;
}
