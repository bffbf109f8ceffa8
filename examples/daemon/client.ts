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

// The events of one task, which may end before the listener is connected.
await addTask(session, { id: "upload" });
await new Promise<void>((resolve, reject) => {
  setTimeout(reject, 5_000, new Error("upload has not ended after 5 s")).unref();
  connectTaskDone(session, { id: "upload" }, () => {
    resolve();
  }).catch(reject);
});
console.log(await queryTasks(session));

try {
  await addTask(session, { id: "upload" });
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.log(error.errorClass, error.description);
}
