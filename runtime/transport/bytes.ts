/** The bytes of a text in which each character is one. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Makes a decoder of UTF-8, whose characters may be cut by chunks. */
export function utf8Decoder(): (chunk: ArrayBuffer | Uint8Array) => string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (chunk) => decoder.decode(chunk, { stream: true });
}
