import { afterAll, expect, test } from "vitest";
import { qmp } from "../../generated/qmp/index.js";
import * as validators from "../../generated/qmp/validators.js";
import { CommandFailure, createServer } from "../../runtime/server/index.js";
import { rawClient } from "../runtime/support/served.js";
import { describeWithEach } from "./support/binaries.js";
import { RawMonitor } from "./support/raw-monitor.js";

/** Invalid and valid requests. */
const requests: readonly string[] = [
  '{"execute":"query-version","id":{"a":[1]}}',
  '{"execute":"query-version","arguments":{},"id":null}',
  '{"execute":"nope","id":1}',
  '{"execute":"qmp_capabilities","id":2}',
  '{"execute":"stop","arguments":{"now":true}}',
  '{"execute":"stop","arguments":[]}',
  '{"execute":"stop","argument":{},"id":3}',
  '{"execute":"stop","exec-oob":"stop"}',
  '{"execute":5,"id":4}',
  '{"arguments":{}}',
  "[1]",
  '{"execute": }',
  '{"exec-oob":"query-version","id":5}',
  '{"exec-oob":"migrate-pause","id":6}',
  '{"execute":"device_del"}',
  '{"execute":"device_del","arguments":{"id":5}}',
  '{"execute":"device_del","arguments":{"id":"none"},"id":7}',
  '{"execute":"device_del","arguments":{"id":"none","force":true}}',
  '{"execute":"balloon","arguments":{"value":"1"}}',
  '{"execute":"balloon","arguments":{"value":true}}',
  '{"execute":"set_link","arguments":{"name":"x"}}',
  '{"execute":"set_link","arguments":{"name":"x","up":"yes"}}',
  '{"execute":"blockdev-add","arguments":{"driver":"nope"}}',
  '{"execute":"blockdev-add","arguments":{"driver":"null-co","filename":"x"}}',
  '{"execute":"set-action","arguments":{"reboot":"sleep"}}',
];

interface Answer {
  readonly id?: unknown;
  readonly error?: { readonly class: string };
}

/** The part of an answer that programs use: the id and the class of the error. */
function outcomeOf(line: unknown): unknown {
  const { id, error } = line as Answer;
  return { id, outcome: error?.class ?? "return" };
}

const refuse = (): never => {
  throw new CommandFailure("not found");
};

const server = createServer(
  qmp,
  {
    "query-version": () => ({ qemu: { major: 7, minor: 2, micro: 0 }, package: "" }),
    stop: () => undefined,
    device_del: () => {
      throw new CommandFailure("device not found", "DeviceNotFound");
    },
    balloon: refuse,
    set_link: refuse,
    "blockdev-add": refuse,
    "set-action": refuse,
    "migrate-pause": refuse,
  },
  { validators, capabilities: ["oob"], oobCommands: ["migrate-pause"] },
);

async function askServer(text: string): Promise<unknown> {
  const client = await rawClient(server);
  client.write('{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}');
  client.write(`${text}\n`);
  const answer = (await client.messages(3))[2];
  client.close();
  return answer;
}

afterAll(() => server.close());

describeWithEach("emulator", "this server and a real QEMU", (qemu) => {
  test("answer the same requests with the same error classes", async () => {
    using monitor = new RawMonitor(qemu);
    for (const request of requests) {
      const expected = JSON.parse((await monitor.ask(request)) ?? "null") as unknown;
      expect([request, outcomeOf(await askServer(request))]).toEqual([request, outcomeOf(expected)]);
    }
  });
});
