import { describe, expect, test } from "vitest";
import type { AnyProtocol, ProtocolDescriptor } from "../../runtime/index.js";
import { base64Codec, decodeBase64, encodeBase64 } from "../../runtime/base64.js";
import { connected, rejection, settle } from "./support/scripted-peer.js";
import { connectedAgent } from "./agent/support.js";

const codec = base64Codec({
  "guest-file-read": { returns: ["buf-b64"] },
  "guest-file-write": { arguments: ["buf-b64"] },
  "ringbuf-read": { returns: [""] },
  "x-list": { arguments: ["items.data"], returns: ["items.data"] },
});

const protocol: ProtocolDescriptor<AnyProtocol> = {
  name: "qga",
  noReply: [],
  base64: codec,
};

const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);

describe("members in base64", () => {
  test("are bytes in the arguments, which are not modified", async () => {
    const { session, peer } = await connectedAgent({ protocol });
    const args = { handle: 1, "buf-b64": bytes };
    const write = session.call("guest-file-write", args);
    await settle();
    expect(peer.request("guest-file-write").arguments).toEqual({
      handle: 1,
      "buf-b64": Buffer.from(bytes).toString("base64"),
    });
    expect(args["buf-b64"]).toBe(bytes);
    peer.write({ return: { count: 100_000 } });
    expect(await write).toEqual({ count: 100_000 });
  });

  test("are bytes in the return value of an agent and of any other server", async () => {
    const { session, peer } = await connectedAgent({ protocol });
    const read = session.call("guest-file-read", { handle: 1 });
    await settle();
    peer.write({ return: { count: 3, "buf-b64": "AQL/", eof: true } });
    expect(await read).toEqual({ count: 3, "buf-b64": Uint8Array.of(1, 2, 255), eof: true });
    const other = await connected({ protocol });
    const ring = other.session.call("ringbuf-read");
    await settle();
    other.peer.reply("ringbuf-read", "AQL/");
    expect(await ring).toEqual(Uint8Array.of(1, 2, 255));
  });

  test("reject only their command if they are not base64", async () => {
    const { session, peer } = await connectedAgent({ protocol });
    const read = rejection(session.call("guest-file-read", { handle: 1 }));
    await settle();
    peer.write({ return: { "buf-b64": "?" } });
    expect(await read).toMatchObject({ code: "protocol-violation", received: "?" });
    const next = session.call("guest-ping");
    await settle();
    peer.write({ return: {} });
    expect(await next).toEqual({});
  });

  test("are converted in lists, may be absent, and may be base64 already", () => {
    const items = [{ data: Uint8Array.of(1) }, { data: "AQ==" }, {}, 5];
    expect(codec.encodeArguments("x-list", { items })).toEqual({
      items: [{ data: "AQ==" }, { data: "AQ==" }, {}, 5],
    });
    expect(codec.decodeReturn("x-list", { items: [{ data: "AQ==" }, { data: null }] })).toEqual({
      items: [{ data: Uint8Array.of(1) }, { data: null }],
    });
    expect(codec.encodeArguments("toString", { data: bytes })).toEqual({ data: bytes });
    expect(codec.decodeReturn("x-list", undefined)).toBe(undefined);
  });

  test("that are invalid are reported with the command that returned them", () => {
    const decode = (): unknown => codec.decodeReturn("x-list", { items: [{ data: "%" }] });
    expect(decode).toThrow(
      expect.objectContaining({ command: "x-list", message: "x-list returned invalid base64" }) as Error,
    );
  });

  test("survive a round trip", () => {
    expect(decodeBase64(encodeBase64(bytes), "read")).toEqual(bytes);
    expect(encodeBase64(new Uint8Array())).toBe("");
  });
});
