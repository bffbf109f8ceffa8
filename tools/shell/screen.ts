import { styleText } from "node:util";
import { escapeControls, singleLine } from "qapi-ts-generator/text";
import type { Console } from "../cli/terminal.js";
import { KeyQueue } from "./editor/key-queue.js";
import { LineEditor } from "./editor/line-editor.js";
import type { MenuLayout } from "./editor/menu.js";
import { Prompt } from "./editor/prompt.js";

/** xterm's mode in which pasted text is marked, so that its tabs do not complete. */
const [pasteOn, pasteOff] = ["\x1b[?2004h", "\x1b[?2004l"];

type Style = "red" | "yellow" | "dim";

/** The terminal of the shell. Text is escaped, because it may come from the machine. */
export class Screen implements Disposable {
  readonly keys: KeyQueue;
  readonly editor: LineEditor;
  readonly prompt: Prompt;
  readonly #console: Console;

  constructor(console: Console, history: readonly string[]) {
    this.#console = console;
    this.keys = new KeyQueue(console.input);
    this.editor = new LineEditor(console.output, history);
    this.prompt = new Prompt(this.keys, this.editor, this.layout);
    console.output.write(pasteOn);
    process.once("exit", this.#restore);
  }

  readonly layout = (): MenuLayout => {
    const { output } = this.#console;
    return { rows: output.rows, columns: output.columns, hasColors: output.hasColors() };
  };

  get columns(): number {
    return this.#console.output.columns;
  }

  /** Writes text above the prompt. */
  print(text: string): void {
    this.editor.printAbove(escapeControls(text));
  }

  /** Writes one line above the prompt. */
  printLine(text: string, style: Style): void {
    const line = singleLine(text);
    this.editor.printAbove(`${this.layout().hasColors ? styleText(style, line) : line}\n`);
  }

  /** Asks a question. Returns true for `y`. */
  async confirm(question: string): Promise<boolean> {
    this.#console.output.write(`${escapeControls(question)} [y/N] `);
    const press = await this.keys.next();
    const isYes = press?.text === "y" || press?.text === "Y";
    this.#console.output.write(`${isYes ? "y" : "n"}\r\n`);
    return isYes;
  }

  [Symbol.dispose](): void {
    process.off("exit", this.#restore);
    this.keys.close();
    this.editor.close();
    this.#restore();
  }

  readonly #restore = (): void => {
    this.#console.output.write(pasteOff);
  };
}
