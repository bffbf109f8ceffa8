import { expect, test } from "vitest";
import { describeWithEach } from "./support/binaries.js";
import { browser, runInBrowser } from "./support/browser.js";
import { describeUnless } from "./support/conditional.js";
import { freePort } from "./support/ports.js";
import { keepAwake, startWith, tries } from "./support/web.js";

/** What a page does with a machine; what went wrong is told as well. */
const program = (url: string): string => `
import { connect } from "qapi-ts";
import { connectStop, queryVersion, stop } from "qapi-ts/qmp";

const hasSupplement = () => performance.getEntriesByType("resource").some(({ name }) => name.includes("supplement"));

async function run() {
  const session = await connect({ webSocket: "${url}" });
  await queryVersion(session);
  const supplement = [hasSupplement()];
  const seen = [];
  await connectStop(session, ({ event }) => seen.push(event));
  const stopped = session.once("STOP");
  await stop(session);
  await stopped;
  const schema = JSON.stringify(await session.execute("query-qmp-schema"));
  const refused = await session.execute("device_del", { id: "none" }).catch((error) => error.errorClass);
  const versions = await Promise.all(Array.from({ length: 30 }, () => queryVersion(session)));
  supplement.push(hasSupplement());
  await session.execute("quit");
  await session.closed;
  return { supplement, seen, long: schema.length > 100_000, refused, majors: [...new Set(versions.map(({ qemu }) => qemu.major))] };
}

const result = await run().catch((error) => ({ failed: String(error) }));
await fetch("/result", { method: "POST", body: JSON.stringify(result) });
`;

const obstacle = browser === undefined ? "there is no chromium-headless-shell" : undefined;

function inBrowsers(): void {
  describeWithEach("emulator", "a session over the browser's own WebSocket", (qemu, version) => {
    test("does what it does anywhere", tries, async () => {
      const port = await freePort();
      await using machine = await startWith(qemu, `host=127.0.0.1,port=${port},websocket=on`);
      const rest = await keepAwake(machine);
      const result: unknown = JSON.parse(await runInBrowser(program(`ws://127.0.0.1:${port}`)));
      expect(result).toEqual({
        // A page that connects and calls does without it; who listens does not.
        supplement: [false, true],
        seen: ["STOP"],
        long: true,
        refused: "DeviceNotFound",
        majors: [Number(version.split(".")[0])],
      });
      await machine.exited();
      await rest();
    });
  });
}

// A browser is a large thing to need; the gate installs one where it can.
describeUnless(obstacle, "in a real browser", inBrowsers, false);
