import { isAscii } from "node:buffer";
import { TextDecoder } from "node:util";

/** The text of bytes that are ASCII alone, which is told natively and fast; undefined for any others. */
export function asciiText(chunk: Buffer): string | undefined {
  return isAscii(chunk) ? chunk.toString("latin1") : undefined;
}

/**
 * Decodes the bytes of a stream. QEMU sends ASCII alone; any other chunk is decoded as UTF-8, whose characters may be
 * cut by chunks.
 */
export class ChunkDecoder {
  #utf8: TextDecoder | undefined;
  /** True when the decoder may hold the beginning of a character. */
  #midCharacter = false;

  decode(chunk: Buffer): string {
    const ascii = this.#midCharacter ? undefined : asciiText(chunk);
    if (ascii !== undefined) return ascii;
    this.#midCharacter = (chunk.at(-1) ?? 0) >= 0x80;
    this.#utf8 ??= new TextDecoder("utf-8", { ignoreBOM: true });
    return this.#utf8.decode(chunk, { stream: true });
  }
}
