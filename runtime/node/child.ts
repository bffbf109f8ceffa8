import { ConnectError } from "../errors/index.js";
import type { NodeChild } from "../transport/targets.js";
import type { TransportOpener } from "../transport/transport.js";
import { StreamTransport } from "./stream.js";

/**
 * Opens a transport over the standard input and output of a child process, as of
 * `spawn("qemu-system-x86_64", ["-qmp", "stdio"])`. The process itself stays the caller's: closing the
 * session ends its input, and nothing more.
 */
export function childOpener(child: NodeChild): TransportOpener {
  return (sink) => {
    const { stdin, stdout } = child;
    if (stdin !== null && stdout !== null) return Promise.resolve(new StreamTransport(stdout, stdin, sink));
    const message = "the child's standard input and output are no pipes";
    return Promise.reject(new ConnectError("connect-failed", message));
  };
}
