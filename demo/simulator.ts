import { createServer, type Server } from "qapi-ts/server";
import { qmp, type QmpProtocol, type RunState } from "qapi-ts/qmp";

const version = { major: 10, minor: 0, micro: 2, package: "simulated" };

/** Creates a server that simulates the part of a machine that the demo uses. */
export function createSimulator(): Server<QmpProtocol> {
  let status: RunState = "running";
  const server = createServer(
    qmp,
    {
      "query-version": () => ({
        qemu: { major: version.major, minor: version.minor, micro: version.micro },
        package: version.package,
      }),
      "query-status": () => ({ running: status === "running", status }),
      stop: () => {
        status = "paused";
        server.raise("STOP");
      },
      cont: () => {
        status = "running";
        server.raise("RESUME");
      },
      quit: (_args, caller) => {
        caller.close();
      },
    },
    { version },
  );
  return server;
}
