/** A minimal QMP server on descriptor 3, for tests of `launch`. */
const program = `
  const socket = new (require("node:net").Socket)({ fd: 3 });
  const send = (message) => socket.write(JSON.stringify(message) + "\\r\\n");
  send({ QMP: { version: {}, capabilities: [] } });
  socket.on("data", (chunk) => {
    for (const text of String(chunk).split(/(?<=\\})(?=\\{)|\\n/).filter((text) => text !== "")) {
      const { execute, id } = JSON.parse(text);
      if (execute === "never") continue;
      send({ return: execute === "query-name" ? { name: "stub" } : {}, id });
      if (execute === "quit") socket.end(() => process.exit(0));
    }
  });`;

/** The arguments with which Node runs the program. */
export function stub(): readonly string[] {
  return ["-e", program];
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
