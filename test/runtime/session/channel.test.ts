import type { ServerFeatures } from "../../../runtime/introspection/server-features.js";
import { describe, expect, test } from "vitest";
import { QapiError } from "../../../runtime/index.js";
import { CallTable } from "../../../runtime/session/call-table.js";
import { Channel } from "../../../runtime/session/channel.js";
import { SessionConfig } from "../../../runtime/session/session-options.js";
import { emptyGreeting } from "../../../runtime/session/greeting.js";
import { SessionProtocol } from "../../../runtime/session/session-protocol.js";
import type { Transport, TransportOpener, TransportSink } from "../../../runtime/transport/transport.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection, settle } from "../support/scripted-peer.js";

/** Records what a channel feeds to its protocol. */
class RecordingProtocol extends SessionProtocol {
  readonly calls: CallTable;
  readonly greeting = emptyGreeting;
  readonly capabilities = [];
  readonly inputs: string[] = [];

  constructor(channel: Channel) {
    const config = new SessionConfig({ clock: new ManualClock() });
    super(config, channel.output, { receive: () => true, gap: () => undefined, end: () => undefined });
    this.calls = new CallTable(channel.output, config);
  }

  override queryFeatures(): Promise<ServerFeatures> {
    return Promise.reject(new Error("not used"));
  }

  override transportOpened(): void {
    this.inputs.push("opened");
  }

  override message(text: string): boolean {
    if (!text.startsWith("{")) return false;
    this.inputs.push(`message ${text}`);
    return true;
  }

  override malformed(text: string): void {
    this.inputs.push(`malformed ${text}`);
  }

  override tooLong(limit: number): void {
    this.inputs.push(`too long ${limit}`);
  }

  override fail(error: QapiError): void {
    this.inputs.push(`failed ${error.code}: ${error.message}`);
  }

  override connectionLost(reason: QapiError): void {
    this.inputs.push(`lost ${reason.message}`);
  }

  protected handshakeTimeout(): QapiError {
    throw new Error("unused");
  }

  protected handshakeError(reason: QapiError): QapiError {
    return reason;
  }

  protected endCalls(): void {
    return;
  }
}

/** A transport that records the calls of its methods. */
class RecordingTransport implements Transport {
  sink: TransportSink | undefined;
  signal: AbortSignal | undefined;
  readonly actions: string[] = [];

  readonly opener: TransportOpener = (sink, signal) => {
    this.sink = sink;
    this.signal = signal;
    return Promise.resolve(this);
  };

  send(text: string, fds?: readonly number[]): Promise<void> {
    this.actions.push(fds === undefined ? `send ${text}` : `send ${text} with ${fds.join()}`);
    return Promise.resolve();
  }

  close(): void {
    this.actions.push("close");
  }
}

interface Fixture {
  readonly channel: Channel;
  readonly protocol: RecordingProtocol;
}

function openChannel(opener: TransportOpener): Fixture {
  const channel = new Channel(false);
  const protocol = new RecordingProtocol(channel);
  channel.open(opener, protocol, 20);
  return { channel, protocol };
}

describe("a channel", () => {
  test("feeds messages, malformed text and the end of the connection to the protocol", async () => {
    const transport = new RecordingTransport();
    const { protocol } = openChannel(transport.opener);
    await settle();
    transport.sink?.data('{"a": ');
    transport.sink?.data("1}\r\nnoise\r\n");
    transport.sink?.closed(new Error("ECONNRESET"));
    expect(protocol.inputs).toEqual([
      "opened",
      'message {"a": 1}',
      "malformed noise",
      "lost the server ended the connection: ECONNRESET",
    ]);
  });

  test("reports a message that exceeds the limit", () => {
    const transport = new RecordingTransport();
    const { protocol } = openChannel(transport.opener);
    transport.sink?.data("x".repeat(21));
    expect(protocol.inputs).toEqual(["too long 20"]);
  });

  test("delivers data that arrives before the transport is open", () => {
    const transport = new RecordingTransport();
    const { protocol } = openChannel((sink, signal) => {
      const opened = transport.opener(sink, signal);
      sink.data("{}\r\n");
      return opened;
    });
    expect(protocol.inputs).toEqual(["message {}"]);
  });

  test("keeps requests until the transport is open and sends each tick's in one write", async () => {
    const transport = new RecordingTransport();
    const { channel } = openChannel(transport.opener);
    channel.output.send("a");
    channel.output.send("b");
    expect(transport.actions).toEqual([]);
    await settle();
    channel.output.send("c");
    await settle();
    expect(transport.actions).toEqual(["send a\nb\n", "send c\n"]);
  });

  test("fails the session and ends the connection if the transport does not open", async () => {
    const { protocol } = openChannel(() => Promise.reject(new Error("no such bus")));
    await settle();
    expect(protocol.inputs).toEqual([
      "failed connect-failed: cannot connect: no such bus",
      "lost the server ended the connection",
    ]);
  });

  test("sends pending requests before it closes the transport", async () => {
    const transport = new RecordingTransport();
    const { channel } = openChannel(transport.opener);
    await settle();
    channel.output.send("last");
    channel.output.close();
    expect(transport.actions).toEqual(["send last\n", "close"]);
  });

  test("aborts a transport that is opening, and closes it if it opens nevertheless", async () => {
    const transport = new RecordingTransport();
    const { channel } = openChannel(transport.opener);
    channel.output.close();
    expect(transport.signal?.aborted).toBe(true);
    await settle();
    expect(transport.actions).toEqual(["close"]);
  });

  test("passes file descriptors after everything sent before", async () => {
    const transport = Object.assign(new RecordingTransport(), { readyDescriptors: () => Promise.resolve() });
    const { channel } = openChannel(transport.opener);
    await settle();
    await channel.output.prepareDescriptors();
    channel.output.send("before");
    await channel.output.sendWithDescriptors("getfd", [7]);
    expect(transport.actions).toEqual(["send before\n", "send getfd\n with 7"]);
  });

  test("rejects file descriptors over a transport that cannot pass any", async () => {
    const { channel } = openChannel(new RecordingTransport().opener);
    await settle();
    expect(await rejection(channel.output.prepareDescriptors())).toMatchObject({ name: "DescriptorError" });
  });

  test("pauses and resumes reading if the transport can", async () => {
    const plain = openChannel(new RecordingTransport().opener);
    const reading: string[] = [];
    const transport = Object.assign(new RecordingTransport(), {
      pause: () => reading.push("pause"),
      resume: () => reading.push("resume"),
    });
    const pausable = openChannel(transport.opener);
    await settle();
    expect(plain.channel.canPause).toBe(false);
    expect(pausable.channel.canPause).toBe(true);
    pausable.channel.pause();
    pausable.channel.resume();
    expect(reading).toEqual(["pause", "resume"]);
  });
});
