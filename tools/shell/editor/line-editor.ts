import { createInterface, type Interface } from "node:readline";
import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import type { KeyPress } from "./key-queue.js";

/** Controls of a terminal. ECMA-48, "CSI" sequences, and xterm's private modes. */
const csi = "\x1b[";
const [wrapOff, wrapOn] = [`${csi}?7l`, `${csi}?7h`];

/**
 * A line that is edited with the keys of a shell, lines above it that stay, and lines below it that go with the next key.
 * It passes keys to `node:readline` one by one, so that keys wait for a completion that waits for the machine.
 */
export class LineEditor {
  readonly #output: WriteStream;
  readonly #readline: Interface;
  #history: string[];
  #submitted: string | undefined;
  #isShown = false;
  #hasLinesBelow = false;

  /** @param history - the latest entry first. */
  constructor(output: WriteStream, history: readonly string[]) {
    this.#output = output;
    this.#history = [...history];
    this.#readline = createInterface({
      input: new PassThrough(),
      output,
      terminal: true,
      history: this.#history,
      historySize: 1000,
    });
    this.#readline.on("line", (line) => (this.#submitted = line));
    this.#readline.on("history", (entries: string[]) => {
      // An entry is a whole command, which `remember` adds, and not each of its lines.
      entries.shift();
      this.#history = entries;
    });
  }

  get line(): string {
    return this.#readline.line;
  }

  get cursor(): number {
    return this.#readline.cursor;
  }

  /** Shows the prompt with an empty line. */
  start(prompt: string): void {
    this.#isShown = true;
    this.#readline.setPrompt(prompt);
    this.#readline.prompt();
  }

  /** Edits the line. Returns it if the key submits it. */
  press({ text, key }: KeyPress): string | undefined {
    this.clearBelow();
    this.#readline.write(text as string, key);
    return this.#takeSubmitted();
  }

  /** Replaces the characters from an offset to the cursor. */
  replaceBefore(start: number, text: string): void {
    const same = commonLength(this.line.slice(start, this.cursor), text);
    this.clearBelow();
    while (this.cursor > start + same) {
      const before = this.cursor;
      this.press({ text: undefined, key: { name: "backspace" } });
      if (this.cursor === before) break;
    }
    if (text.length > same) this.#readline.write(text.slice(same));
  }

  /** Gives up the line, which stays in the terminal. @param mark - is shown after it. */
  abandon(mark: string): void {
    this.clearBelow();
    this.#readline.write(null as never, { ctrl: true, name: "e" });
    this.#output.write(mark);
    this.#readline.write(null as never, { name: "return" });
    this.#takeSubmitted();
  }

  /** Adds a command to the entries of the Up key. */
  remember(entry: string): void {
    if (this.#history[0] !== entry) this.#history.unshift(entry);
  }

  /** Writes lines above the prompt. What is typed stays as it is. @param text - safe for the terminal. */
  printAbove(text: string): void {
    if (!this.#isShown) {
      this.#output.write(text);
      return;
    }
    const { rows } = this.#readline.getCursorPos();
    const up = rows > 0 ? `${csi}${rows}A` : "";
    // The editor moves up to the first row of the line before it draws, so there have to be rows.
    this.#output.write(`${up}\r${csi}J${text}${"\n".repeat(rows)}`);
    this.#readline.prompt(true);
    this.#hasLinesBelow = false;
  }

  /** Shows lines below the prompt until the next key. @param lines - safe for the terminal. */
  showBelow(lines: readonly string[]): void {
    if (!this.#isShown) return;
    this.clearBelow();
    if (lines.length === 0) return;
    const { rows, cols } = this.#readline.getCursorPos();
    const last = this.#lastRow();
    const down = last > rows ? `${csi}${last - rows}B` : "";
    const right = cols > 0 ? `${csi}${cols}C` : "";
    const up = `${csi}${last - rows + lines.length}A`;
    const text = lines.map((line) => `\r\n${csi}K${line}`).join("");
    this.#output.write(`${wrapOff}${down}${text}${wrapOn}${up}\r${right}`);
    this.#hasLinesBelow = true;
  }

  clearBelow(): void {
    if (this.#hasLinesBelow) this.#readline.prompt(true);
    this.#hasLinesBelow = false;
  }

  close(): void {
    this.clearBelow();
    this.#readline.close();
  }

  /** Returns the line that the last key submitted. */
  #takeSubmitted(): string | undefined {
    const submitted = this.#submitted;
    this.#submitted = undefined;
    if (submitted !== undefined) this.#isShown = false;
    return submitted;
  }

  /** Returns the row of the end of the line, relative to the prompt. */
  #lastRow(): number {
    const editor = this.#readline as { cursor: number };
    const { cursor } = editor;
    editor.cursor = this.line.length;
    const { rows } = this.#readline.getCursorPos();
    editor.cursor = cursor;
    return rows;
  }
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
