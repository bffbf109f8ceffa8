// Runs a program inside a guest through its guest agent, and prints the program's output.
// node dist/examples/guest-exec.js SOCKET PROGRAM [ARGUMENT...]
import { setTimeout as sleep } from "node:timers/promises";
import { connectAgent } from "qapi-ts";
import { guestExec, guestExecStatus, qga, type GuestExecStatus, type QgaSession } from "qapi-ts/qga";

/** Runs a program and waits until it exits. */
async function run(agent: QgaSession, path: string, args: readonly string[]): Promise<GuestExecStatus> {
  const { pid } = await guestExec(agent, { path, arg: [...args], "capture-output": true });
  for (;;) {
    const status = await guestExecStatus(agent, { pid });
    if (status.exited) return status;
    await sleep(50);
  }
}

const [socket, program, ...args] = process.argv.slice(2);
if (socket === undefined || program === undefined) {
  console.error("usage: guest-exec SOCKET PROGRAM [ARGUMENT...]");
  process.exit(2);
}

// `timeout` includes the time in which the guest boots. `callTimeout` limits each call, in case the guest hangs.
await using agent = await connectAgent({
  path: socket,
  waitForServer: true,
  protocol: qga,
  timeout: 60_000,
  callTimeout: 10_000,
});
if (!(await agent.supports({ command: "guest-exec" }))) {
  throw new Error("the agent does not permit guest-exec");
}
const status = await run(agent, program, args);
const decoder = new TextDecoder();
process.stdout.write(decoder.decode(status["out-data"]));
process.stderr.write(decoder.decode(status["err-data"]));
console.log("exit status:", status.exitcode);
