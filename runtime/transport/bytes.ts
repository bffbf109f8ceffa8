/** Returns the bytes of text in which each character stands for one byte. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Creates a UTF-8 decoder for chunks that may end in the middle of a character. */
export function utf8Decoder(): (chunk: ArrayBuffer | Uint8Array) => string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (chunk) => decoder.decode(chunk, { stream: true });
}
