// Serves the page, and connects each of its WebSockets to the unix socket of a machine's monitor. It listens on the
// loopback address only and does not authenticate: a program that reaches it controls the machine.
// node dist/examples/browser/server.js SOCKET [PORT]
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createWebSocketStream, WebSocketServer } from "ws";

const [socket, port = "0"] = process.argv.slice(2);
if (socket === undefined) {
  console.error("usage: server SOCKET [PORT]");
  process.exit(2);
}

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(import.meta.resolve("./page.js"))],
  bundle: true,
  format: "esm",
  platform: "browser",
  write: false,
});
const script = outputFiles[0]?.text;
const page = await readFile(new URL("../../../examples/browser/index.html", import.meta.url));

const server = createServer((request, response) => {
  if (!ownHosts().includes(request.headers.host ?? "")) {
    response.writeHead(403).end();
    return;
  }
  const isScript = request.url === "/page.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? script : page);
});

/** The names of this server. A page of another site can have a name that resolves to the loopback address. */
function ownHosts(): readonly string[] {
  const address = server.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

// Only pages of this server may connect; a browser sends the origin of the page, and the name that the page used.
const sockets = new WebSocketServer({
  server,
  path: "/qmp",
  verifyClient: ({ origin, req }: { origin: string; req: IncomingMessage }) =>
    ownHosts().includes(req.headers.host ?? "") && ownHosts().some((host) => origin === `http://${host}`),
});
sockets.on("connection", (webSocket) => {
  const stream = createWebSocketStream(webSocket);
  const monitor = connect(socket);
  const end = (): void => {
    stream.destroy();
    monitor.destroy();
  };
  stream.on("error", end).pipe(monitor);
  monitor.on("error", end).pipe(stream);
});

server.listen(Number(port), "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`open http://127.0.0.1:${String(address?.port)}/`);
});
