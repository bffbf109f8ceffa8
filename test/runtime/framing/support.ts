import type { FrameSink } from "../../../runtime/framing/frame-sink.js";

/** Notes what a framer finds. */
export class Recorder implements FrameSink {
  readonly messages: unknown[] = [];
  readonly malformedTexts: string[] = [];
  readonly limits: number[] = [];

  message(text: string): boolean {
    try {
      this.messages.push(JSON.parse(text));
      return true;
    } catch {
      return false;
    }
  }

  malformed(text: string): void {
    this.malformedTexts.push(text.trim());
  }

  tooLong(limit: number): void {
    this.limits.push(limit);
  }
}

/** The text, cut at the given places. */
export function cut(text: string, places: readonly number[]): readonly string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort(
    (one, other) => one - other,
  );
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}
