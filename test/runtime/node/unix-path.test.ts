import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import {
  connect,
  connectAgent,
  ConnectError,
  connectOnDemand,
  connectPersistent,
  DisconnectedError,
} from "../../../runtime/index.js";
import { acceptSessions } from "../../../runtime/node/index.js";
import { listen } from "../../../runtime/node/listen.js";
import { createServer as createQmpServer } from "../../../runtime/server/index.js";
import { unixPathProblem } from "../../../runtime/node/unix-transport.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { rejection } from "../support/scripted-peer.js";

/** A path of this many bytes in a folder. */
function pathOf(bytes: number, folder: string, filler = "x"): string {
  const rest = bytes - Buffer.byteLength(folder) - 1;
  return join(folder, filler.repeat(Math.floor(rest / Buffer.byteLength(filler))).padEnd(rest, ""));
}

describe("the path of a unix socket", () => {
  test.each([
    ["linux", 107],
    ["darwin", 103],
    ["freebsd", 103],
  ])("has at most the bytes of sun_path without the final NUL on %s", (platform, limit) => {
    for (const path of ["x".repeat(limit), `\0${"x".repeat(limit - 1)}`]) {
      expect(unixPathProblem(path, platform)).toBeUndefined();
      expect(unixPathProblem(`${path}x`, platform)).toContain(`at most ${limit} bytes`);
    }
  });

  test("is measured in bytes, and any named pipe of Windows is accepted", () => {
    expect(unixPathProblem("ü".repeat(53), "linux")).toBeUndefined();
    expect(unixPathProblem("ü".repeat(54), "linux")).toContain("has 108");
    expect(unixPathProblem(`\\\\.\\pipe\\${"x".repeat(200)}`, "win32")).toBeUndefined();
  });
});

test.each([
  ["/run/vm.qmp\0/other", "has a NUL character: /run/vm.qmp\\u0000/other"],
  ["\0abstract\0name", undefined],
  ["", "is empty"],
  [undefined, "must be a string, not undefined"],
  [7, "must be a string, not number"],
])("the path %j has the problem %j", (path, problem) => {
  const found = unixPathProblem(path as string, "linux");
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

interface RefusedPath {
  readonly path: (folder: string) => string;
  readonly reason: string;
  /** The path that Node would use instead. Undefined if no server can listen there in a test. */
  readonly used?: (path: string) => string;
}

const reason = "at most 107 bytes";
const firstBytes = (path: string): string => Buffer.from(path).subarray(0, 107).toString("latin1");

const refused: Readonly<Record<string, RefusedPath>> = {
  "of 108 bytes": { path: (folder) => pathOf(108, folder), reason, used: firstBytes },
  "of 130 bytes": { path: (folder) => pathOf(130, folder), reason, used: firstBytes },
  "of 4,000 bytes": { path: (folder) => pathOf(4_000, folder), reason, used: firstBytes },
  "of fewer characters than bytes": { path: (folder) => `${folder}/${"😀".repeat(26)}`, reason },
  "of an abstract socket": { path: () => `\0${"x".repeat(120)}`, reason },
  "with a NUL character": {
    path: (folder) => join(folder, "vm.qmp\0.other"),
    reason: "has a NUL character",
    used: (path) => path.slice(0, path.indexOf("\0")),
  },
  "that ends with a NUL character": {
    path: (folder) => join(folder, "vm.qmp\0"),
    reason: "has a NUL character",
    used: (path) => path.slice(0, -1),
  },
  "that is empty": { path: () => "", reason: "is empty" },
};

describe.each(Object.entries(refused))("a path %s", (_name, { path: pathIn, reason: text, used }) => {
  test("is refused with the reason, before anything is opened", async () => {
    const folder = temporaryFolder();
    const path = pathIn(folder);
    // A server that listens at the path that Node would use must not receive the connection.
    const connected = vi.fn();
    const server = createServer(connected);
    if (used !== undefined) await new Promise<void>((resolve) => server.listen(used(path), resolve));
    const before = readdirSync(folder);
    const callOnDemand = (options: { readonly path: string }): Promise<unknown> =>
      connectOnDemand(options).call("stop");
    for (const open of [connect, connectAgent, connectPersistent, callOnDemand]) {
      const failure = await rejection(open({ path, timeout: 500 }));
      const error = failure instanceof DisconnectedError ? failure.cause : failure;
      expect(error).toBeInstanceOf(ConnectError);
      expect(error).toHaveProperty("code", "connect-failed");
      expect(error).toHaveProperty("message", expect.stringContaining(text));
    }
    const listening = [
      () => listen({ path }, connected, connected),
      () => acceptSessions({ path }, connected),
      () => createQmpServer({ name: "none", noReply: [] }, {}).listen({ path }),
    ];
    for (const attempt of listening) {
      const error = await rejection(attempt());
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toHaveProperty("message", expect.stringContaining(text));
    }
    expect(readdirSync(folder)).toEqual(before);
    expect(connected).not.toHaveBeenCalled();
    server.close();
  });
});

test("a path of 107 bytes is used", async () => {
  const path = pathOf(107, temporaryFolder());
  const listening = await listen(
    { path },
    () => undefined,
    () => undefined,
  );
  expect(await rejection(connect({ path, timeout: 50 }))).toMatchObject({ code: "connect-occupied" });
  void listening.close();
});
