import { describe, expect, test } from "vitest";
import { ConnectError } from "../../../runtime/index.js";
import { greeting, rejection, settle } from "../support/scripted-peer.js";
import { parseError, startConnecting, synchronise } from "./support.js";

describe("connectAgent names another server at once", () => {
  test.each([
    ["a QMP monitor", greeting, "QMP monitor"],
    ["a QMP monitor whose events come first", `{"event": "STOP"}\r\n${greeting}`, "QMP monitor"],
    ["SSH", "SSH-2.0-OpenSSH_9.2p1\r\n", "SSH-2.0-OpenSSH_9.2p1"],
    ["HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    ["VNC", "RFB 003.008\n", "RFB 003.008"],
    ["a human monitor", "QEMU 7.2.0 monitor - type 'help' for more information\r\n(qemu) ", "QEMU 7.2.0"],
    ["the prompt of a human monitor", "(qemu) ", "(qemu)"],
  ])("%s", async (_name, text, part) => {
    for (const chunks of [[text], text.split(/(?<=.)/)]) {
      const { connecting, peer, clock } = startConnecting({ timeout: 60_000 });
      await settle();
      for (const chunk of chunks) peer.write(chunk);
      const error = await rejection(connecting);
      expect(error).toBeInstanceOf(ConnectError);
      expect(error).toMatchObject({ code: "connect-not-agent", serverMayHaveActed: false });
      expect(error).toHaveProperty("message", expect.stringContaining(part));
      expect(clock.pending).toBe(0);
      expect(peer.closeCount).toBe(1);
    }
  });
});

test("the first text of a port where no agent answers is in the error", async () => {
  const silent = startConnecting({ timeout: 500 });
  await settle();
  silent.peer.write("\r\nguest login: ");
  silent.clock.advance(500);
  expect(await rejection(silent.connecting)).toMatchObject({
    code: "connect-timeout",
    message: 'connected, but no guest agent answered within 500 ms; the server sent "guest login:"',
  });
  const ended = startConnecting();
  await settle();
  ended.peer.write("Access denied");
  ended.peer.disconnect();
  expect(await rejection(ended.connecting)).toHaveProperty(
    "message",
    expect.stringContaining("Access denied"),
  );
});

test.each(["guest login: ", '"stale"}\r\n', "\u0000\u00ff", "[    0.5] SSH-like text of a kernel\r\n"])(
  "an agent is found behind text that the guest wrote earlier: %j",
  async (noise) => {
    const { connecting, peer, problems } = startConnecting();
    await settle();
    peer.write(`${noise}\n`, parseError);
    synchronise(peer);
    expect((await connecting).state).toBe("connected");
    expect(problems).toEqual([]);
  },
);
