import { expect, test } from "vitest";
import { connect, memoryPair } from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";

test("a session tells what its server supports, which is asked once", async () => {
  let asked = 0;
  const server = createServer(anyProtocol, {
    "query-qmp-schema": () => {
      asked++;
      return [{ name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0" }];
    },
  });
  const [mine, theirs] = memoryPair();
  server.serve(theirs);
  await using session = await connect({ transport: mine });
  expect(await session.supports({ command: "stop" })).toBe(true);
  expect(await session.supports({ command: "cont" })).toBe(false);
  expect(asked).toBe(1);
  await session.close();
  expect(await session.supports({ event: "STOP" })).toBe(false);
});
