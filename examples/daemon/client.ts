// A client of the daemon.
// node dist/examples/daemon/client.js SOCKET
import { CommandError, connect } from "qapi-ts";
import { addTask, addTaskAndWait, connectTaskDone, queryTasks, tasks } from "./generated/index.js";

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: client SOCKET");
  process.exit(2);
}
await using session = await connect({ path, protocol: tasks });

// A command and the event that completes it.
await addTaskAndWait(session, { id: "index", milliseconds: 20 }, { timeout: 5_000 });

// The events of one task.
await addTask(session, { id: "upload" });
const done = new Promise<void>((resolve, reject) => {
  connectTaskDone(session, { id: "upload" }, () => {
    resolve();
  }).catch(reject);
});
await done;
console.log(await queryTasks(session));

try {
  await addTask(session, { id: "upload" });
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.log(error.errorClass, error.description);
}
