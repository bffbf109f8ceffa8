export { Counters, type Counts } from "./counters.js";
export { type Logger, observe, type ObserveOptions } from "./observe.js";
export { Redactor } from "./redactor.js";
export { replayTranscript, type ReplayOptions } from "./replay.js";
export type {
  CallTrace,
  EventTrace,
  FailureTrace,
  SessionObserver,
  StateTrace,
  Tracer,
} from "./session-observer.js";
export { formatTranscript, parseTranscript, type TranscriptEntry } from "./transcript.js";
