import type { TransportSink } from "./transport.js";

/** Returns the bytes of text in which each character stands for one byte. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Creates a function that passes what a transport reads to a sink, as text if the sink does not take bytes. */
export function deliverBytes(sink: TransportSink): (chunk: Uint8Array) => void {
  // A chunk may end in the middle of a character.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (chunk) => {
    if (sink.bytes) sink.bytes(chunk);
    else sink.data(decoder.decode(chunk, { stream: true }));
  };
}
