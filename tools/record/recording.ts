import { parseTranscript, type TranscriptEntry } from "qapi-ts/observe";
import { reasonOf, UsageError } from "../failure.js";
import { isObject, messagesOf, type Message } from "./transcript-messages.js";
import { readRegularFile } from "../regular-file.js";

/** The largest recording, in bytes. V8's longest string is little longer. */
const maxSize = 511 * 1024 * 1024;

/** A recorded command with its reply. */
export interface RecordedCall {
  readonly execute: string;
  readonly arguments: Message;
  /** The message with `return` or `error`; undefined if the recording ends before it. */
  readonly reply: Message | undefined;
}

/** A recorded event. */
export interface RecordedEvent {
  /** When it arrived, in milliseconds since the Unix epoch, by the clock of the recording program. */
  readonly at: number;
  readonly event: string;
  readonly data: unknown;
  readonly timestamp: { readonly seconds: number; readonly microseconds: number } | undefined;
}

/** An entry of a recording that reports that events may be missing after it. Other readers of transcripts find no text. */
export interface GapEntry extends TranscriptEntry {
  readonly gap: string;
}

/** Where events may be missing. */
export interface RecordedGap {
  /** In milliseconds since the Unix epoch, by the clock of the recording program. */
  readonly at: number;
  readonly reason: string;
}

/** A session with a machine. */
export interface Recording {
  /** The member `QMP` of the greeting; undefined for a guest agent. */
  readonly greeting: Message | undefined;
  readonly calls: readonly RecordedCall[];
  readonly events: readonly RecordedEvent[];
  readonly gaps: readonly RecordedGap[];
}

/**
 * Reads a recording of `qmp record`, or another transcript.
 * @throws UsageError if the file cannot be read or is not a transcript.
 */
export function readRecording(file: string): Recording {
  let text: string;
  try {
    text = readRegularFile(file, maxSize).toString();
  } catch (cause) {
    throw new UsageError(`the recording cannot be read: ${reasonOf(cause)}`, { cause });
  }
  try {
    return recordingOf(parseTranscript(text));
  } catch (cause) {
    throw new UsageError(
      `${file} is not a recording: ${reasonOf(cause)}. \`qmp record TARGET -o FILE\` makes one.`,
      { cause },
    );
  }
}

/** Returns what the client and the server sent. A session uses its ids again, after the reply. */
export function recordingOf(entries: readonly TranscriptEntry[]): Recording {
  const calls: RecordedCall[] = [];
  const events: RecordedEvent[] = [];
  const open = new Map<string, { reply: Message | undefined }>();
  let greeting: Message | undefined;
  for (const { from, at, message } of messagesOf(entries)) {
    const { id, QMP: qmp, event } = message;
    if (from === "client") {
      const call = callOf(message);
      if (call === undefined) continue;
      calls.push(call);
      open.set(String(id), call);
    } else if (isObject(qmp)) greeting = qmp;
    else if (typeof event === "string") events.push(eventOf(event, message, at));
    else {
      const call = open.get(String(id));
      if (call !== undefined) call.reply = message;
      open.delete(String(id));
    }
  }
  return { greeting, calls, events, gaps: entries.flatMap(gapOf) };
}

function gapOf(entry: TranscriptEntry): RecordedGap[] {
  const gap = "gap" in entry ? entry.gap : undefined;
  return typeof gap === "string" ? [{ at: entry.at, reason: gap }] : [];
}

function callOf(message: Message): (RecordedCall & { reply: Message | undefined }) | undefined {
  const execute = message["execute"] ?? message["exec-oob"];
  if (typeof execute !== "string" || execute === "qmp_capabilities") return undefined;
  const args = message["arguments"];
  return { execute, arguments: isObject(args) ? args : {}, reply: undefined };
}

function eventOf(event: string, { data, timestamp }: Message, at: number): RecordedEvent {
  const { seconds, microseconds } = isObject(timestamp) ? timestamp : {};
  const isTime = typeof seconds === "number" && typeof microseconds === "number" && seconds >= 0;
  return { at, event, data, timestamp: isTime ? { seconds, microseconds } : undefined };
}
