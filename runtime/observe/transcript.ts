import { escapeControls, escapeText } from "../errors/base.js";
import { type Transport, type TransportSink, utf8Decoder } from "../transport/transport.js";

/** A chunk of text as it was sent or received. */
export interface TranscriptEntry {
  readonly from: "client" | "server";
  /** The text, with secrets redacted. */
  readonly text: string;
  /** The time in milliseconds, from the option `now` of `observe`. */
  readonly at: number;
  /** True for the end of the connection; the text is then empty. */
  readonly end?: true;
}

/** Formats a transcript as lines of JSON, for a file or a bug report. */
export function formatTranscript(entries: readonly TranscriptEntry[]): string {
  return entries.map((entry) => `${escapeControls(JSON.stringify(entry))}\n`).join("");
}

/**
 * Parses the output of {@link formatTranscript}.
 * @throws SyntaxError if a line is not an entry of a transcript.
 */
export function parseTranscript(text: string): readonly TranscriptEntry[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const entry: unknown = JSON.parse(line);
    if (isEntry(entry)) return entry;
    throw new SyntaxError(`not an entry of a transcript: ${escapeText(line.slice(0, 80))}`);
  });
}

function isEntry(value: unknown): value is TranscriptEntry {
  if (typeof value !== "object" || value === null) return false;
  if (!("from" in value) || !("text" in value) || !("at" in value)) return false;
  const { from, text, at } = value;
  return (from === "client" || from === "server") && typeof text === "string" && typeof at === "number";
}

/** Receives the traffic of one connection. */
export interface TrafficListener {
  sent(text: string): void;
  received(text: string): void;
  ended(): void;
}

/** Wraps a sink so that a listener receives its input first. */
export function tapSink(sink: TransportSink, listener: TrafficListener): TransportSink {
  const tapped: TransportSink = {
    data: (chunk) => {
      listener.received(chunk);
      sink.data(chunk);
    },
    closed: (reason) => {
      listener.ended();
      sink.closed(reason);
    },
  };
  // The transport reads from the presence of an optional method what the sink expects.
  if (sink.bytes !== undefined) {
    const decode = utf8Decoder();
    tapped.bytes = (chunk) => {
      listener.received(decode(chunk));
      sink.bytes?.(chunk);
    };
  }
  if (sink.gap !== undefined) tapped.gap = (cause) => sink.gap?.(cause);
  return tapped;
}

/** Wraps a transport so that a listener receives its output first. */
export function tapTransport(transport: Transport, listener: TrafficListener): Transport {
  const tapped: Transport = {
    send: (text, fds) => {
      listener.sent(text);
      return transport.send(text, fds);
    },
    close: () => transport.close(),
  };
  // The presence of an optional method means that the transport supports it.
  if (transport.pause !== undefined) {
    tapped.pause = () => transport.pause?.();
    tapped.resume = () => transport.resume?.();
  }
  if (transport.readyDescriptors !== undefined) {
    tapped.readyDescriptors = async () => transport.readyDescriptors?.();
  }
  return tapped;
}
