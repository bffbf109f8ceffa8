import { type Clock, systemClock } from "../clock.js";
import { ConnectError } from "../errors/index.js";
import { sleep } from "../events/waiter.js";
import type { NodeChild, NodeTarget } from "../transport/targets.js";
import type { TransportOpener } from "../transport/transport.js";
import { tcpOpener, tlsOpener, unixOpener } from "./socket.js";
import { pairOpener, streamOpener } from "./stream-transport.js";

/** The settings of a session that concern its transport. */
interface OpenerSettings {
  readonly waitForServer?: boolean;
  readonly clock?: Clock;
}

/** The members that name a server. */
const targetMembers = ["stream", "child", "path", "port"];
/** The members whose opener the session returns if they are present: here they are undefined or null. */
const webMembers = ["transport", "webSocket"];

/** Returns the opener of a target. @throws ConnectError if the options name no server. */
export function openerOf(target: NodeTarget & OpenerSettings): TransportOpener {
  checkTarget(target);
  if ("stream" in target) return streamOpener(target.stream);
  if ("child" in target) return childOpener(target.child);
  const opener = socketOpenerOf(target);
  return target.waitForServer === true ? waitForServer(opener, target.clock ?? systemClock) : opener;
}

/** A program in JavaScript may pass an environment variable that is not set. */
function checkTarget(target: object): void {
  const given = new Map<string, unknown>(Object.entries(target));
  const name = [...webMembers, ...targetMembers].find((member) => given.has(member));
  const value = name && given.get(name);
  const isEmpty = name === "webSocket" && value === "";
  if (value !== undefined && value !== null && !isEmpty) return;
  const reason =
    name === undefined
      ? `give ${targetMembers.join(", ")}, webSocket, readable and writable, or transport`
      : `${name} is ${isEmpty ? "empty" : String(value)}`;
  const message = `the options name no server: ${reason}`;
  throw new ConnectError("connect-failed", message, { cause: new RangeError(message) });
}

function socketOpenerOf(
  target: Exclude<NodeTarget, { readonly stream: unknown } | { readonly child: unknown }>,
): TransportOpener {
  if ("path" in target) return unixOpener(target.path);
  const { host = "localhost", port, tls } = target;
  return tls === undefined ? tcpOpener(host, port) : tlsOpener(host, port, tls);
}

/**
 * Opens a transport over the standard input and output of a child process, such as
 * `spawn("qemu-system-x86_64", ["-qmp", "stdio"])`. Closing the session ends the input of the process but does not
 * stop it.
 */
function childOpener({ stdin, stdout }: NodeChild): TransportOpener {
  if (stdin !== null && stdout !== null) return pairOpener(stdout, stdin);
  const message = "the child's standard input and output are not pipes";
  return () => Promise.reject(new ConnectError("connect-failed", message));
}

/** The delays between two attempts to connect, in milliseconds. */
const [firstDelay, maxDelay] = [10, 200];

/** Connects again while no server listens, until the signal aborts. */
export function waitForServer(opener: TransportOpener, clock: Clock): TransportOpener {
  return async (sink, signal) => {
    for (let delay = firstDelay; ; delay = Math.min(2 * delay, maxDelay)) {
      try {
        return await opener(sink, signal);
      } catch (error) {
        if (!(error instanceof ConnectError && error.code === "connect-refused")) throw error;
        await sleep(clock, delay, signal);
        if (signal.aborted) throw error;
      }
    }
  };
}
