// A daemon with its own schema. Its typed bindings are generated from the schema:
// npx qapi-ts generate schema.json --out generated --name Tasks --annotations annotations.json --validators
// node dist/examples/daemon/daemon.js SOCKET
import { CommandFailure, createServer, type Server } from "qapi-ts/server";
import { taskDoneAccessor, tasks, type Task, type TasksProtocol } from "./generated/index.js";
import * as validators from "./generated/validators.js";

const started = new Map<string, Task>();

const server: Server<TasksProtocol> = createServer(
  tasks,
  {
    "add-task": ({ id, milliseconds = 100 }) => {
      if (started.has(id)) throw new CommandFailure(`there is already a task '${id}'`);
      started.set(id, { id, done: false });
      setTimeout(() => {
        started.set(id, { id, done: true });
        taskDone.raise(id, { id });
      }, milliseconds);
    },
    "query-tasks": () => [...started.values()],
  },
  // Arguments that do not match the schema are answered with an error and do not reach a handler.
  { validators },
);

// A client can connect to the end of one task instead of all.
const taskDone = server.signal(taskDoneAccessor, ({ id }) => {
  if (!started.has(id)) throw new CommandFailure(`there is no task '${id}'`, "DeviceNotFound");
  return id;
});

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: daemon SOCKET");
  process.exit(2);
}
await server.listen({ path });
console.log("listening at", path);
process.once("SIGTERM", () => void server.close());
