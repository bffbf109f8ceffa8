// Runs a program inside a guest through its guest agent, and prints the program's output.
// node dist/examples/guest-exec.js SOCKET PROGRAM [ARGUMENT...]
import { connectAgent } from "qapi-ts";
import { guestExecAndWait, qga } from "qapi-ts/qga";

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
const { stdout, stderr, exitCode } = await guestExecAndWait(agent, { path: program, args });
process.stdout.write(stdout);
process.stderr.write(stderr);
console.log("exit status:", exitCode);
