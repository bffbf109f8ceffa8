import type { Transport } from "../../runtime/index.js";
import { anyProtocol, createServer } from "../../runtime/server/index.js";
import { memoryPair } from "../../runtime/testing/index.js";
import { faultKinds, withFault, type Fault, type Lengths } from "./faults.js";
import { fail, type Part } from "./part.js";

const requests = [
  '{"execute":"qmp_capabilities","arguments":{"enable":["oob","signals"]}}',
  '{"execute":"echo","arguments":{"a":[1,-2.5e3,"\\u00e9\\n",null]},"id":1}',
  '{"execute":"disk-full-connect","arguments":{"disk":"sda"},"id":{"x":[2]}}\n',
  '{"exec-oob":"echo","id":3}\r\n',
  '{"execute":"nope","id":18446744073709551615}',
  '{"execute":"disk-full-disconnect","arguments":{"tag":"signal-1"},"id":"5"} ',
].join("");
const last = '\u00ff\n{"execute":"qmp_capabilities"}{"execute":"echo","id":"last"}';

const server = createServer(
  anyProtocol,
  { echo: (args) => args },
  {
    capabilities: ["oob"],
    oobCommands: ["echo"],
    onProblem: () => undefined,
  },
);
server.signal<{ disk: string }, object, string>(
  { name: "disk-full", event: "DISK_FULL" },
  ({ disk }) => disk,
);

interface Client {
  readonly transport: Transport;
  received: string;
  isClosed: boolean;
}

async function open(fault: Fault | undefined, lengths?: Lengths): Promise<Client> {
  const [clientSide, serverSide] = memoryPair();
  server.serve(serverSide);
  const client = { received: "", isClosed: false };
  const sink = {
    data: (text: string): void => {
      client.received += text;
    },
    closed: (): void => {
      client.isClosed = true;
    },
  };
  const opener = withFault(clientSide, fault, lengths);
  return Object.assign(client, { transport: await opener(sink, new AbortController().signal) });
}

async function talk(client: Client): Promise<void> {
  const send = (text: string): Promise<void> => client.transport.send(text).catch(() => undefined);
  await send(requests);
  await send(last);
  for (let turn = 0; turn < 500 && !client.isClosed && !client.received.includes('"last"'); turn++)
    await new Promise((resolve) => setImmediate(resolve));
  client.transport.close();
}

/** A client whose bytes are cut, reset, delayed and corrupted; a second client is served whatever happens to the first. */
export const serverPart: Part = {
  name: "server",
  unit: "faults",
  size: async () => (requests.length + last.length) * faultKinds.length,
  run: async (index, random) => {
    const length = requests.length + last.length;
    const kind = faultKinds[Math.floor(index / length)] ?? "cut";
    const fault: Fault = { kind, from: "client", at: index % length, byte: random.below(256) };
    const client = await open(fault);
    await talk(client);
    for (const line of client.received.split("\r\n").slice(0, -1)) JSON.parse(line);
    const isWhole = kind === "delay" || (kind === "corrupt" && fault.at < requests.length);
    if (isWhole && !client.received.includes('"last"')) fail("the request behind the fault was not answered");
    const next = await open(undefined);
    await talk(next);
    if (!next.received.includes('"last"')) fail("the next client was not served");
  },
};
