import { verdictOn } from "./line.js";
import type { MessageValidator } from "./message.js";

/** Judges lines as they come, however the input is cut; `write` gets the verdicts, one a line, in order. */
export async function validateLines(
  input: AsyncIterable<Uint8Array>,
  validator: MessageValidator,
  write: (text: string) => void,
): Promise<void> {
  const judge = (lines: readonly string[]): string =>
    lines.map((line) => `${verdictOn(line, validator)}\n`).join("");
  for await (const lines of linesOf(input)) write(judge(lines));
}

/** The lines that are complete, as soon as they are; in the end what is left, which needs no line end. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    const [first = "", ...more] = decoder.decode(chunk, { stream: true }).split("\n");
    rest += first;
    if (more.length === 0) continue;
    const last = more.pop() ?? "";
    yield [rest, ...more];
    rest = last;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}
