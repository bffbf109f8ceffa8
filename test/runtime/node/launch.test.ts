import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { launch, type LaunchError } from "../../../runtime/node/index.js";
import { isAlive, stub } from "../support/stub-process.js";
import { rejection } from "../support/scripted-peer.js";

const node = process.execPath;
const monitor = (): readonly string[] => [];

test("controls a process over an inherited socket and ends it with quit", async () => {
  const launched = await launch({ binary: node, args: stub(), monitor });
  expect(await launched.session.call("query-name")).toEqual({ name: "stub" });
  expect(await launched.stop()).toEqual({ code: 0, signal: null, stderr: "" });
  expect(launched.session.state).toBe("disconnected");
  expect(await launched.stop()).toEqual(await launched.exited);
});

test("reports the standard error of a process that exits early", async () => {
  const output: string[] = [];
  const error = await rejection(
    launch({
      binary: node,
      args: ["-e", "process.stderr.write('no such \\u001b[1mdisk\\n'); process.exitCode = 3"],
      monitor,
      onStderr: (text) => output.push(text),
    }),
  );
  expect(error).toMatchObject({
    code: "launch-failed",
    message: `${node} exited with status 3; stderr: no such \\u001b[1mdisk`,
    received: "no such \u001b[1mdisk\n",
  });
  expect(output.join("")).toBe("no such \u001b[1mdisk\n");
});

test("reports the exit of a process that has greeted", async () => {
  const program = `
    require("fs").writeSync(3, '{"QMP": {"version": {}, "capabilities": []}}\\r\\n');
    process.stderr.write("no such device");
    process.exitCode = 1;
  `;
  const error = await rejection(launch({ binary: node, args: ["-e", program], monitor }));
  expect(error).toMatchObject({
    message: `${node} exited with status 1; stderr: no such device`,
  });
});

test.each([
  [{ binary: "/no/such/program" }, "/no/such/program did not start: the program does not exist"],
  [
    { binary: node, cwd: "/no/such\nfolder" },
    `${node} did not start: the program or the folder /no/such\\u000afolder does not exist`,
  ],
])("names what does not exist: %j", async (options, message) => {
  const error = await rejection(launch(options));
  expect(error).toMatchObject({ code: "launch-failed", message, cause: { code: "ENOENT" } });
});

test("kills a silent process that ignores SIGTERM", async () => {
  const args = ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"];
  const error = await rejection(launch({ binary: node, args, monitor, timeout: 500, killTimeout: 200 }));
  expect(error).toMatchObject({ code: "launch-failed", cause: { code: "connect-occupied" } });
});

test("does not wait for another process that keeps the standard error open", async () => {
  const args = ["-c", "sleep 600 & echo $! >&2; kill $$"];
  const error = await rejection(launch({ binary: "sh", args, monitor, timeout: 500, killTimeout: 200 }));
  expect(error).toMatchObject({ code: "launch-failed" });
  // The other process still runs.
  process.kill(Number((error as LaunchError).received), "SIGKILL");
});

test("gives a clock finite delays only", async () => {
  const delays: number[] = [];
  const clock = {
    after: (delay: number, callback: () => void) => {
      delays.push(delay);
      const timer = setTimeout(callback, delay);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  await using launched = await launch({ binary: node, args: stub(), monitor, clock, killTimeout: Infinity });
  await launched.stop();
  expect(delays.filter((delay) => !Number.isFinite(delay))).toEqual([]);
});

test("ends the session when the process ends", async () => {
  await using launched = await launch({ binary: node, args: stub(), monitor });
  const call = rejection(launched.session.call("never"));
  launched.process.kill("SIGKILL");
  expect(await call).toMatchObject({ code: "outcome-unknown" });
  expect(await launched.exited).toMatchObject({ code: null, signal: "SIGKILL" });
});

test("ends the process when the session is closed", async () => {
  const launched = await launch({ binary: node, args: stub(), monitor });
  await launched.session.close();
  expect(await launched.exited).toMatchObject({ signal: "SIGTERM" });
});

test("does not wait for quit if the session is closed meanwhile", async () => {
  // Like QEMU, the stub does not execute the `quit` of a client that has disconnected, and continues without one.
  const [option = "", program = ""] = stub();
  const args = [option, `${program.replaceAll('"quit"', '"another"')} setInterval(() => undefined, 1000);`];
  const launched = await launch({ binary: node, args, monitor, killTimeout: 60_000 });
  const stopping = launched.stop();
  await launched.session.close();
  expect(await stopping).toMatchObject({ signal: "SIGTERM" });
});

test("ends the process when this program is killed", async () => {
  const program = `
    import { launch } from "qapi-ts/node";
    const args = JSON.parse(process.argv[1]);
    const launched = await launch({ binary: process.execPath, args, monitor: () => [] });
    console.log(launched.process.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(node, ["--input-type=module", "-e", program, JSON.stringify(stub())], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  expect(isAlive(Number(line))).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => isAlive(Number(line))).toBe(false);
});
