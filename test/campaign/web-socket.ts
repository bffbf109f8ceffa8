import { createHash } from "node:crypto";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { WebSocket } from "ws";
import { connect, QapiError } from "../../runtime/index.js";
import { settled, type Part, type Random } from "./part.js";

const greeting = '{"QMP": {"version": {}, "capabilities": []}}\r\n';
const reply = '{"return": {}, "id": 0}\r\n';

/** @see RFC 6455, section 5.2 */
function frame(opcode: number, payload: Uint8Array, first = 0x80 | opcode): Uint8Array {
  return Buffer.concat([Uint8Array.of(first, payload.length), payload]);
}

/** Frames of a server, some of which are not allowed. */
function randomFrames(random: Random): Uint8Array {
  const frames = Array.from({ length: 1 + random.below(4) }, () => {
    const payload = Buffer.from(
      random.mutate(random.pick([greeting, reply, '{"event": "E"}\r\n', ""]), ["\u00ff", "{", "\n"]),
    ).subarray(0, 125);
    const opcode = random.pick([0, 1, 1, 2, 2, 2, 3, 8, 9, 10, 11, 15]);
    return frame(opcode, payload, random.pick([0x80 | opcode, 0x80 | opcode, opcode, 0xf0 | opcode]));
  });
  const bytes = Buffer.concat(frames);
  if (random.below(3) === 0) bytes[random.below(bytes.length)] = random.below(256);
  return bytes.subarray(0, random.below(4) === 0 ? random.below(bytes.length) : bytes.length);
}

let server: Server | undefined;
let serve: (socket: Socket) => void = () => undefined;

async function listen(): Promise<number> {
  if (server === undefined) {
    server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (request) => {
        const key = /sec-websocket-key: (\S+)/i.exec(request.toString("latin1"))?.[1] ?? "";
        const accept = createHash("sha1")
          .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest("base64");
        const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
        socket.write(
          [...lines, `Sec-WebSocket-Accept: ${accept}`, "Sec-WebSocket-Protocol: binary", "", ""].join(
            "\r\n",
          ),
        );
        serve(socket);
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  }
  return (server.address() as AddressInfo).port;
}

/** Random frames: everything settles, with a QapiError. */
export const webSocketPart: Part = {
  name: "WebSocket frames",
  unit: "connections",
  run: async (_index, random) => {
    const port = await listen();
    const isReady = random.below(2) === 0;
    const end = random.pick(["open", "end", "destroy"]);
    serve = (socket) => {
      if (isReady)
        socket.write(Buffer.concat([frame(1, Buffer.from(greeting)), frame(2, Buffer.from(reply))]));
      setImmediate(() => {
        socket.write(randomFrames(random));
        if (end === "end") socket.end();
        else if (end === "destroy") socket.destroy();
      });
    };
    const work = async (): Promise<void> => {
      const options = {
        webSocket: `ws://127.0.0.1:${port}`,
        WebSocket,
        timeout: 150,
        onProblem: () => undefined,
      };
      const session = await connect(options);
      try {
        await session.call("x", {}, { timeout: 100 });
      } finally {
        await session.close();
      }
    };
    const outcome = await settled("the session", work());
    if ("error" in outcome && !(outcome.error instanceof QapiError)) throw outcome.error;
  },
  end: async () => {
    server?.close();
    server = undefined;
  },
};
