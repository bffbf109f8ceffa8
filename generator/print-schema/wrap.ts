import { textWidth } from "./documentation.js";

/** Breaks a sentence into lines that fit, with `reserved` columns taken by what stands around them. */
export function wrap(sentence: string, reserved = 0): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    const joined = `${last ?? ""} ${word}`;
    if (last !== undefined && joined.length <= textWidth - reserved) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}
