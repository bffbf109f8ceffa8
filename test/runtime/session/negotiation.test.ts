import { expect, test } from "vitest";
import { connect, VersionError } from "../../../runtime/index.js";
import { checkVersion } from "../../../runtime/session/greeting.js";
import { connected, greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

const version = { major: 7, minor: 2, micro: 5, package: "" };

test.each([
  [{ major: 7 }, false],
  [{ major: 7, minor: 2, micro: 5 }, false],
  [{ major: 7, minor: 2, micro: 6 }, true],
  [{ major: 7, minor: 3 }, true],
  [{ major: 6, minor: 9 }, false],
  [{ major: 10 }, true],
])("checkVersion() rejects 7.2.5 for the minimum %j: %s", (minimum, expected) => {
  expect(checkVersion({ version, capabilities: [] }, minimum) !== undefined).toBe(expected);
  expect(checkVersion({ version: undefined, capabilities: [] }, minimum)).toBeInstanceOf(VersionError);
});

test.each(["7.2", {}, { major: "seven" }])(
  "connect() refuses every server for the minimum version %j, which a program in JavaScript may pass",
  async (minimumVersion) => {
    const peer = new ScriptedPeer();
    const options = { transport: peer.open, minimumVersion: minimumVersion as { major: number } };
    const error = rejection(connect(options));
    await settle();
    peer.write(greeting);
    expect(await error).toBeInstanceOf(VersionError);
  },
);

test("connect() accepts a server of the minimum version and rejects an older one", async () => {
  const { session } = await connected({ minimumVersion: { major: 7, minor: 2 } });
  expect(session.state).toBe("connected");
  const peer = new ScriptedPeer();
  const error = rejection(connect({ transport: peer.open, minimumVersion: { major: 10 } }));
  await settle();
  peer.write(greeting);
  expect(await error).toBeInstanceOf(VersionError);
  expect(await error).toMatchObject({
    code: "version-too-old",
    message: "the server is 7.2.0; version 10.0.0 or newer is required",
  });
  expect(peer.text).toBe("");
  expect(peer.closeCount).toBe(1);
});
