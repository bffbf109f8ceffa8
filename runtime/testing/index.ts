export { parseTranscript, type TranscriptEntry } from "../observe/transcript.js";
export { replayTranscript, type ReplayOptions } from "../observe/replay.js";
export { memoryPair } from "../transport/memory.js";
export { ManualClock } from "./manual-clock.js";
export { memoryTransport, type MemoryServer } from "./memory-transport.js";
