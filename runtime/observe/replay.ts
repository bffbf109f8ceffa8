import { escapeText, ProtocolViolationError } from "../errors/index.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { Redactor } from "./redactor.js";
import type { TranscriptEntry } from "./transcript.js";

/** The options of {@link replayTranscript}. */
export interface ReplayOptions {
  /** The option `secrets` with which the transcript was made. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Creates a transport that plays the server's part of a transcript. Each chunk is delivered after the session has sent
 * the text that precedes it in the transcript. If the session sends other text, the connection ends with a
 * ProtocolViolationError. After the last entry, the connection stays open and silent. The numbers of the guest agent's
 * `guest-sync-delimited`, which differ in each session, are replaced.
 */
export function replayTranscript(
  entries: readonly TranscriptEntry[],
  { secrets }: ReplayOptions = {},
): TransportOpener {
  return (sink) => {
    const replay = new TranscriptReplay(entries, new Redactor(secrets), sink);
    queueMicrotask(() => replay.advance());
    return Promise.resolve(replay);
  };
}

const syncRequest = /^(\u00ff?\{"execute":"guest-sync-delimited","arguments":\{"id":)(\d+)(?=\})/;
const returnedNumber = /("return": ?)(\d+)(?=[,}])/g;

class TranscriptReplay implements Transport {
  readonly #entries: readonly TranscriptEntry[];
  readonly #redactor: Redactor;
  readonly #sink: TransportSink;
  /** The synchronisation numbers of the session, by those of the transcript. */
  readonly #syncNumbers = new Map<string, string>();
  #next = 0;
  /** The text that the session has sent and that is not yet matched with the transcript. */
  #sent = "";
  #ended = false;

  constructor(entries: readonly TranscriptEntry[], redactor: Redactor, sink: TransportSink) {
    this.#entries = entries;
    this.#redactor = redactor;
    this.#sink = sink;
  }

  send(text: string): Promise<void> {
    this.#sent += withoutLineEnds(this.#redactor.requests(text));
    queueMicrotask(() => this.advance());
    return Promise.resolve();
  }

  close(): void {
    queueMicrotask(() => this.#end());
  }

  /** Plays the entries up to the first one for which the session has not sent the text yet. */
  advance(): void {
    while (!this.#ended) {
      const entry = this.#entries[this.#next];
      if (entry === undefined) return;
      if (entry.end === true) this.#end();
      else if (entry.from === "server") this.#sink.data(this.#withSessionNumbers(entry.text));
      else if (!this.#consume(withoutLineEnds(entry.text))) return;
      this.#next++;
    }
  }

  /** Matches the text of an entry with the sent text. Returns false if it is incomplete or different. */
  #consume(expected: string): boolean {
    this.#mapSyncNumber(expected);
    if (this.#sent.startsWith(expected)) {
      this.#sent = this.#sent.slice(expected.length);
      return true;
    }
    if (!expected.startsWith(this.#sent)) this.#end(mismatch(expected, this.#sent));
    return false;
  }

  /** Replaces the session's synchronisation number with that of the transcript. */
  #mapSyncNumber(expected: string): void {
    const [, , recorded] = syncRequest.exec(expected) ?? [];
    const [, , actual] = syncRequest.exec(this.#sent) ?? [];
    if (recorded === undefined || actual === undefined || actual === recorded) return;
    this.#syncNumbers.set(recorded, actual);
    this.#sent = this.#sent.replace(syncRequest, `$1${recorded}`);
  }

  #withSessionNumbers(text: string): string {
    return text.replace(returnedNumber, (match, before: string, recorded: string) => {
      const actual = this.#syncNumbers.get(recorded);
      return actual === undefined ? match : before + actual;
    });
  }

  #end(reason?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.closed(reason);
  }
}

/** Whether a request ends with a line end does not matter: older transcripts have none. */
function withoutLineEnds(text: string): string {
  return text.replaceAll("\n", "");
}

function mismatch(expected: string, sent: string): ProtocolViolationError {
  const message = `the session sent ${excerpt(sent)} where the transcript has ${excerpt(expected)}`;
  return new ProtocolViolationError(message, { received: sent });
}

function excerpt(text: string): string {
  return escapeText(text.slice(0, 200));
}
