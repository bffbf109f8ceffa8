import { isAscii } from "node:buffer";
import { TextDecoder } from "node:util";

/**
 * Decodes the bytes of a stream. QEMU sends ASCII alone, which is told natively and fast, and then the
 * bytes are the characters; any other chunk is decoded as UTF-8, whose characters may be cut by chunks.
 */
export class ChunkDecoder {
  #utf8: TextDecoder | undefined;
  /** True when the decoder may hold the beginning of a character. */
  #midCharacter = false;

  decode(chunk: Buffer): string {
    if (!this.#midCharacter && isAscii(chunk)) return chunk.toString("latin1");
    this.#midCharacter = (chunk.at(-1) ?? 0) >= 0x80;
    this.#utf8 ??= new TextDecoder("utf-8", { ignoreBOM: true });
    return this.#utf8.decode(chunk, { stream: true });
  }
}
