import type { Transport, TransportSink } from "../transport/transport.js";

/** A piece of what was said, as it passed: where it is cut says how it came. */
export interface TranscriptEntry {
  readonly from: "client" | "server";
  /** Secrets are redacted in it. */
  readonly text: string;
  /** When, in milliseconds, by the clock that was handed to `observe`. */
  readonly at: number;
  /** True where the connection ended there; then there is no text. */
  readonly end?: true;
}

/** The entries as text, one JSON object a line: for a file, or a bug report. */
export function formatTranscript(entries: readonly TranscriptEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/** @throws SyntaxError when the text is not what `formatTranscript` makes. */
export function parseTranscript(text: string): readonly TranscriptEntry[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const entry: unknown = JSON.parse(line);
    if (isEntry(entry)) return entry;
    throw new SyntaxError(`this is no line of a transcript: ${line.slice(0, 80)}`);
  });
}

function isEntry(value: unknown): value is TranscriptEntry {
  if (typeof value !== "object" || value === null) return false;
  if (!("from" in value) || !("text" in value) || !("at" in value)) return false;
  const { from, text, at } = value;
  return (from === "client" || from === "server") && typeof text === "string" && typeof at === "number";
}

/** What is told of a connection's traffic. */
export interface Tap {
  sent(text: string): void;
  received(text: string): void;
  ended(): void;
}

/** The sink, with what comes to it seen. */
export function tappedSink(sink: TransportSink, tap: Tap): TransportSink {
  return {
    data: (chunk) => {
      tap.received(chunk);
      sink.data(chunk);
    },
    closed: (reason) => {
      tap.ended();
      sink.closed(reason);
    },
  };
}

/** The transport, with what goes to it seen; whatever else it can do, it still can. */
export function tappedTransport(transport: Transport, tap: Tap): Transport {
  const send: Transport["send"] = (...parameters) => {
    tap.sent(parameters[0]);
    return transport.send(...parameters);
  };
  return new Proxy(transport, {
    get: (target, name) => {
      if (name === "send") return send;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}
