import { expect, test } from "vitest";
import { describeWithEach } from "./support/binaries.js";
import { browser, runInBrowser } from "./support/browser.js";
import { describeUnless } from "./support/conditional.js";
import { freePort } from "./support/ports.js";
import { keepAwake, retryOptions, startWith } from "./support/web.js";

/** The program of a page: drives a machine and posts the result, or the error, to the test. */
const program = (url: string): string => `
import { connect } from "qapi-ts";
import { connectStop, queryVersion, stop } from "qapi-ts/qmp";

async function run() {
  const session = await connect({ webSocket: "${url}" });
  await queryVersion(session);
  const seen = [];
  await connectStop(session, ({ event }) => seen.push(event));
  const stopped = session.once("STOP");
  await stop(session);
  await stopped;
  const schema = JSON.stringify(await session.call("query-qmp-schema"));
  const refused = await session.call("device_del", { id: "none" }).catch((error) => error.errorClass);
  const versions = await Promise.all(Array.from({ length: 30 }, () => queryVersion(session)));
  await session.call("quit");
  await session.closed;
  return { seen, long: schema.length > 100_000, refused, majors: [...new Set(versions.map(({ qemu }) => qemu.major))] };
}

const result = await run().catch((error) => ({ failed: String(error) }));
await fetch("/result", { method: "POST", body: JSON.stringify(result) });
`;

const obstacle = browser === undefined ? "chromium-headless-shell is not installed" : undefined;

function describeSession(): void {
  describeWithEach("emulator", "a session over the browser's WebSocket", (qemu, version) => {
    test("calls, listens and handles errors", retryOptions, async () => {
      const port = await freePort();
      await using machine = await startWith(qemu, `host=127.0.0.1,port=${port},websocket=on`);
      const stopKeepingAwake = await keepAwake(machine);
      const result: unknown = JSON.parse(await runInBrowser(program(`ws://127.0.0.1:${port}`)));
      expect(result).toEqual({
        seen: ["STOP"],
        long: true,
        refused: "DeviceNotFound",
        majors: [Number(version.split(".")[0])],
      });
      await machine.exited();
      await stopKeepingAwake();
    });
  });
}

// The gate installs a browser if it can.
describeUnless(obstacle, "in a real browser", describeSession, false);
