export { Counters, type Counts } from "./counters.js";
export type { Logger } from "./logger.js";
export { observe, type ObserveOptions } from "./observe.js";
export { Redactor } from "./redactor.js";
export { replayTranscript, type ReplayOptions } from "./replay.js";
export type { CallTrace, EventTrace, FailureTrace, StateTrace, Tracer } from "./tracer.js";
export { formatTranscript, parseTranscript, type TranscriptEntry } from "./transcript.js";
export type { SessionObserver } from "./session-observer.js";
