import { ProtocolViolationError } from "../errors/index.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { Redactor } from "./redactor.js";
import type { TranscriptEntry } from "./transcript.js";

/** How to replay. */
export interface ReplayOptions {
  /** The members that were redacted when the transcript was made, beside those that always are. */
  readonly secrets?: readonly string[];
}

/**
 * A transport that plays the server's part of a transcript: it says what the server said, piece by piece, each when the
 * session has said what it said before. A session that says something else has its connection ended, and finds the
 * difference in what it ended of. When the transcript is over, nothing more comes. The numbers by which a session finds
 * the beginning with a guest agent are its own each time, and answered as such.
 */
export function replayTranscript(
  entries: readonly TranscriptEntry[],
  { secrets }: ReplayOptions = {},
): TransportOpener {
  return (sink) => {
    const replay = new Replay(entries, new Redactor(secrets), sink);
    queueMicrotask(() => {
      replay.go();
    });
    return Promise.resolve(replay);
  };
}

const synchronisation = /^(\u00ff?\{"execute":"guest-sync-delimited","arguments":\{"id":)(\d+)(?=\})/;
const returned = /("return": ?)(\d+)(?=[,}])/g;

class Replay implements Transport {
  readonly #entries: readonly TranscriptEntry[];
  readonly #masker: Redactor;
  readonly #sink: TransportSink;
  /** The session's own numbers, by those of the transcript. */
  readonly #numbers = new Map<string, string>();
  #next = 0;
  /** What the session has said, and the transcript has not come to yet. */
  #said = "";
  #ended = false;

  constructor(entries: readonly TranscriptEntry[], redactor: Redactor, sink: TransportSink) {
    this.#entries = entries;
    this.#masker = redactor;
    this.#sink = sink;
  }

  send(text: string): Promise<void> {
    this.#said += this.#masker.requests(text);
    queueMicrotask(() => {
      this.go();
    });
    return Promise.resolve();
  }

  close(): void {
    queueMicrotask(() => {
      this.#end();
    });
  }

  /** Plays on, up to what the session has not said yet. */
  go(): void {
    while (!this.#ended) {
      const entry = this.#entries[this.#next];
      if (entry === undefined) return;
      if (entry.end === true) this.#end();
      else if (entry.from === "server") this.#sink.data(this.#renumbered(entry.text));
      else if (!this.#hears(entry.text)) return;
      this.#next++;
    }
  }

  /** @returns whether the session has said this. It may have said more, or not all of it yet. */
  #hears(text: string): boolean {
    this.#number(text);
    if (this.#said.startsWith(text)) {
      this.#said = this.#said.slice(text.length);
      return true;
    }
    if (!text.startsWith(this.#said)) this.#end(differs(text, this.#said));
    return false;
  }

  /** Takes the number of the session's synchronisation for the transcript's. */
  #number(text: string): void {
    const [, , theirs] = synchronisation.exec(text) ?? [];
    const [, , ours] = synchronisation.exec(this.#said) ?? [];
    if (theirs === undefined || ours === undefined || ours === theirs) return;
    this.#numbers.set(theirs, ours);
    this.#said = this.#said.replace(synchronisation, `$1${theirs}`);
  }

  #renumbered(text: string): string {
    return text.replace(returned, (whole, before: string, number: string) => {
      const ours = this.#numbers.get(number);
      return ours === undefined ? whole : before + ours;
    });
  }

  #end(reason?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.closed(reason);
  }
}

function differs(expected: string, said: string): ProtocolViolationError {
  const message = `not what the transcript has: ${said.slice(0, 200)} instead of ${expected.slice(0, 200)}`;
  return new ProtocolViolationError(message, { received: said });
}
