/** A program that speaks the protocol on its descriptor 3: the least that can be launched. */
const program = `
  const socket = new (require("node:net").Socket)({ fd: 3 });
  const say = (message) => socket.write(JSON.stringify(message) + "\\r\\n");
  say({ QMP: { version: {}, capabilities: [] } });
  socket.on("data", (chunk) => {
    for (const text of String(chunk).split(/(?<=\\})(?=\\{)|\\n/).filter((one) => one !== "")) {
      const { execute, id } = JSON.parse(text);
      if (execute === "never") continue;
      say({ return: execute === "query-name" ? { name: "stub" } : {}, id });
      if (execute === "quit") socket.end(() => process.exit(0));
    }
  });`;

/** The arguments that make Node run it. */
export function stub(): readonly string[] {
  return ["-e", program];
}

/** Whether there is a process of this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
