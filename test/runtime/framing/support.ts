import type { FrameSink } from "../../../runtime/framing/line-framer.js";

/** Records what a framer reports. */
export class RecordingSink implements FrameSink {
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

/** Splits text at the given positions, each modulo the length of the text. */
export function splitAt(text: string, positions: readonly number[]): readonly string[] {
  const ends = [...new Set(positions.map((position) => position % (text.length + 1)))].sort(
    (one, other) => one - other,
  );
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}
