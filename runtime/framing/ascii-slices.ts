/** V8 copies slices of up to so many characters. A longer one would keep the text that it is a slice of in memory. */
const copiedLength = 12;

/** The bytes that are decoded at a time for short slices. */
const windowSize = 65_536;

const ascii = new TextDecoder();

/** Decodes each byte to one character, also a byte that is not ASCII, so that indexes are those of the bytes. */
const byteByByte = new TextDecoder("latin1");

/**
 * Slices of bytes as text. Short slices, which a program for each would take long to decode, are taken from a decoded window.
 * The bytes are never decoded as a whole: the new memory for a long text takes longer, for each byte, than that for a short one.
 */
export class AsciiSlices {
  readonly #bytes: Uint8Array;
  #window: string;
  #start = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#window = byteByByte.decode(bytes.length > windowSize ? bytes.subarray(0, windowSize) : bytes);
  }

  /**
   * Returns the bytes from `start` to `end`, which must be ASCII.
   * @param start - not less than that of an earlier slice.
   */
  slice(start: number, end: number): string {
    const length = end - start;
    const isCopied = length <= copiedLength;
    if (isCopied && end > this.#start + this.#window.length) this.#moveWindow(start);
    // A longer slice may keep the window in memory if it is most of it.
    if ((isCopied || 2 * length > this.#window.length) && end <= this.#start + this.#window.length)
      return this.#window.slice(start - this.#start, end - this.#start);
    return ascii.decode(this.#bytes.subarray(start, end));
  }

  #moveWindow(start: number): void {
    this.#window = byteByByte.decode(this.#bytes.subarray(start, start + windowSize));
    this.#start = start;
  }
}
