import { createServer } from "node:net";

// A machine that answers each command with its arguments. It costs as little as possible.
// Usage: echo-machine PATH

const greeting =
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 1, "major": 11}, "package": ""}, "capabilities": ["oob"]}}\r\n';
const empty = "{}";

function answerTo(line: string): string {
  const idAt = line.lastIndexOf(',"id":');
  const argumentsAt = line.indexOf('"arguments":');
  const value = argumentsAt === -1 ? empty : line.slice(argumentsAt + '"arguments":'.length, idAt);
  return `{"return": ${value}${line.slice(idAt)}\r\n`;
}

const server = createServer({ noDelay: true }, (socket) => {
  let text = "";
  socket.on("error", () => undefined);
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    socket.write(lines.map(answerTo).join(""));
  });
  socket.write(greeting);
});
server.listen(process.argv[2], () => process.send?.("ready"));
