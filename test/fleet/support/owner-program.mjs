// Serves machines as the process of an owner. The argument is JSON: { options, sockets, fault? }.
// `fault` is { step, signal, command? }: the process sends itself the signal at this step of the first request of the
// command; default: `count`.
import { connectPersistent } from "qapi-ts";
import { sessionAccess } from "qapi-ts-fleet";
import { startOwner } from "../../../fleet/dist/owner/serve-fleet.js";

const { options, sockets, fault } = JSON.parse(process.argv[2]);
const machines = Object.entries(sockets).map(([name, path]) => ({
  name,
  connect: async () => sessionAccess(await connectPersistent({ path, onProblem: () => undefined })),
}));
let isPending = fault !== undefined;
const onStep = (step, command) => {
  if (!isPending || command !== (fault.command ?? "count") || step !== fault.step) return undefined;
  isPending = false;
  process.kill(process.pid, fault.signal);
  // A signal arrives a little later.
  return new Promise((resolve) => setTimeout(resolve, 100));
};
const onProblem = ({ message, cause }) => console.error(message, cause?.message);
const owner = await startOwner({ ...options, find: () => machines, findInterval: 200, onProblem }, onStep);
let printed = "";
setInterval(() => {
  const text = `serving ${owner.serving.join(",")};`;
  if (text !== printed) console.log((printed = text));
}, 20);
process.on("SIGTERM", () => void owner.close().then(() => process.exit(0)));
