import { afterAll, expect, test } from "vitest";
import { qmp } from "../../generated/qmp/index.js";
import * as validators from "../../generated/qmp/validators.js";
import { CommandFailure, createServer } from "../../runtime/server/index.js";
import { rawClient } from "../runtime/support/served.js";
import { describeWithEach } from "./support/binaries.js";
import { RawMonitor } from "./support/raw-monitor.js";

/** What clients get wrong, and some of what they get right. */
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

/** What a program can decide by: whether it failed, with which class, and which request it was. */
function gist(line: unknown): unknown {
  const { id, error } = line as Answer;
  return { id, outcome: error?.class ?? "return" };
}

const refuse = (): never => {
  throw new CommandFailure("there is none");
};

const server = createServer(
  qmp,
  {
    "query-version": () => ({ qemu: { major: 7, minor: 2, micro: 0 }, package: "" }),
    stop: () => undefined,
    device_del: () => {
      throw new CommandFailure("there is no such device", "DeviceNotFound");
    },
    balloon: refuse,
    set_link: refuse,
    "blockdev-add": refuse,
    "set-action": refuse,
    "migrate-pause": refuse,
  },
  { validators, capabilities: ["oob"], oobCommands: ["migrate-pause"] },
);

async function ours(text: string): Promise<unknown> {
  const client = await rawClient(server);
  client.say('{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}');
  client.say(`${text}\n`);
  const answer = (await client.messages(3))[2];
  client.hangUp();
  return answer;
}

afterAll(() => server.close());

describeWithEach("emulator", "our server beside a real QEMU", (qemu) => {
  test("answers the same requests with the same classes", async () => {
    using monitor = new RawMonitor(qemu);
    for (const request of requests) {
      const theirs = JSON.parse((await monitor.ask(request)) ?? "null") as unknown;
      expect([request, gist(await ours(request))]).toEqual([request, gist(theirs)]);
    }
  });
});
