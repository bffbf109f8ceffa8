import { decodeBase64, encodeBase64 } from "../base64.js";
import { ProtocolViolationError } from "../errors/index.js";
import { type Int64, isObject, type JsonObject } from "../json.js";
import type { RequestOptions } from "../session/call-options.js";
import type { Session } from "../session/session.js";

/** A file of the guest. It is opened when it is first used, and its handle is given back however its use ends. */
export class GuestFile {
  readonly #session: Session;
  readonly #path: string;
  readonly #mode: string;
  /** Aborts the call in flight. */
  readonly #over = new AbortController();
  #opening: Promise<Int64> | undefined;
  #handle: Int64 | undefined;

  constructor(session: Session, path: string, mode: string) {
    this.#session = session;
    this.#path = path;
    this.#mode = mode;
  }

  /** Reads up to `count` bytes. @returns no bytes at the end of the file only. */
  async read(count: number): Promise<Uint8Array> {
    const handle = await this.#open();
    for (;;) {
      const reply = await this.#call("guest-file-read", { handle, count });
      const bytes = fromBase64(reply["buf-b64"]);
      if (bytes.length > 0 || reply["eof"] === true) return bytes;
    }
  }

  /** Writes all bytes, with several requests if the guest accepts only some of them. */
  async write(bytes: Uint8Array): Promise<void> {
    const handle = await this.#open();
    let written = 0;
    while (written < bytes.length) {
      const reply = await this.#call("guest-file-write", {
        handle,
        "buf-b64": toBase64(bytes.subarray(written)),
      });
      const { count } = reply;
      if (typeof count !== "number" || !(count > 0))
        throw new ProtocolViolationError("the agent wrote no bytes", { received: reply });
      written += count;
    }
  }

  /** Closes the file, which writes what the agent has buffered. A file that was not used is opened, to create it. */
  async close(): Promise<void> {
    await this.#open();
    await this.#giveBack();
  }

  /** Gives up the call in flight, and closes the file if it is open. */
  async giveUp(): Promise<void> {
    this.#over.abort();
    // The error that led here is reported, or no error at all.
    await this.#giveBack().catch(() => undefined);
  }

  #open(): Promise<Int64> {
    this.#opening ??= this.#callOpen();
    return this.#opening;
  }

  async #callOpen(): Promise<Int64> {
    const options: RequestOptions = {
      signal: this.#over.signal,
      onLateReply: (handle) => {
        if (isInteger(handle)) this.#handle = handle;
        void this.giveUp();
      },
    };
    const command = "guest-file-open";
    const handle: unknown = await this.#session.call(
      command,
      { path: this.#path, mode: this.#mode },
      options,
    );
    return (this.#handle = integerOf(command, handle));
  }

  async #call(command: string, args: object): Promise<JsonObject> {
    const reply: unknown = await this.#session.call(command, args, { signal: this.#over.signal });
    return isObject(reply) ? reply : {};
  }

  async #giveBack(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle !== undefined) await this.#session.call("guest-file-close", { handle });
  }
}

/** Writes bytes, or text as UTF-8, as base64. A session with and one without a protocol send it unchanged. */
export function toBase64(data: Uint8Array | string): string {
  return encodeBase64(typeof data === "string" ? new TextEncoder().encode(data) : data);
}

/** Reads a base64 member of a reply, which a session with a protocol has already decoded. */
export function fromBase64(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? decodeBase64(value) : new Uint8Array();
}

function isInteger(value: unknown): value is Int64 {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** Returns what a command returned, if it is an integer. @throws ProtocolViolationError if it is not. */
export function integerOf(command: string, received: unknown): Int64 {
  if (isInteger(received)) return received;
  const details = { command, received, serverMayHaveActed: true };
  throw new ProtocolViolationError(`${command} did not return an integer`, details);
}
