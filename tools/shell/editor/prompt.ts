import { commonPrefix, type Candidate, type Completion } from "../completion/candidate.js";
import { isControl, type KeyPress, type KeyQueue } from "./key-queue.js";
import type { LineEditor } from "./line-editor.js";
import { hintLine, menuLines, type MenuLayout } from "./menu.js";

/** Finds what can be typed after a text. */
export type Complete = (before: string) => Promise<Completion>;

/** The time after the last key before a hint is looked up, in milliseconds. */
const hintDelay = 40;

/** What a prompt returns: a line, the end of the input, or that the line was given up. */
export type Answer =
  | { readonly kind: "line"; readonly line: string }
  | { readonly kind: "end" }
  | { readonly kind: "cancelled" };

/** Reads lines with completion and hints. */
export class Prompt {
  readonly #keys: KeyQueue;
  readonly #editor: LineEditor;
  readonly #layout: () => MenuLayout;
  #complete: Complete = () => Promise.resolve({ start: 0, candidates: [] });
  #menu: Menu | undefined;
  #hintTimer: NodeJS.Timeout | undefined;
  #isPasting = false;

  constructor(keys: KeyQueue, editor: LineEditor, layout: () => MenuLayout) {
    this.#keys = keys;
    this.#editor = editor;
    this.#layout = layout;
  }

  /** Reads a line. */
  async read(prompt: string, complete: Complete): Promise<Answer> {
    this.#complete = complete;
    this.#editor.start(prompt);
    for (;;) {
      const press = await this.#keys.next();
      clearTimeout(this.#hintTimer);
      if (press === undefined || (isControl(press.key, "d") && this.#editor.line === "")) {
        this.#editor.abandon("");
        return { kind: "end" };
      }
      if (isControl(press.key, "c")) {
        this.#editor.abandon("^C");
        this.#menu = undefined;
        return { kind: "cancelled" };
      }
      const line = await this.#press(press);
      if (line !== undefined) return { kind: "line", line };
      this.#scheduleHint();
    }
  }

  async #press(press: KeyPress): Promise<string | undefined> {
    const { key, text } = press;
    if (key.name === "paste-start" || key.name === "paste-end") {
      this.#isPasting = key.name === "paste-start";
      return undefined;
    }
    if (key.name === "tab") {
      if (!this.#isPasting) await this.#tab(key.shift === true ? -1 : 1);
      return undefined;
    }
    const accepts = this.#menu?.selected !== undefined && (key.name === "return" || text === " ");
    this.#menu = undefined;
    if (accepts) {
      this.#editor.clearBelow();
      return undefined;
    }
    // Suspending the process is not the line's business, and readline would do it.
    return isControl(key, "z") ? undefined : this.#editor.press(press);
  }

  async #tab(step: 1 | -1): Promise<void> {
    if (this.#menu !== undefined) {
      this.#select(this.#menu, step);
      return;
    }
    const before = this.#editor.line.slice(0, this.#editor.cursor);
    const { start, candidates, hint } = await this.#complete(before);
    const [only] = candidates;
    if (only === undefined) {
      const line = hintLine({ start, candidates, hint: hint ?? "No completion." }, this.#layout());
      this.#editor.showBelow(line === undefined ? [] : [line]);
      return;
    }
    if (candidates.length === 1) {
      this.#editor.replaceBefore(start, only.text + only.suffix);
      return;
    }
    const prefix = commonPrefix(candidates);
    if (prefix.length > before.length - start) this.#editor.replaceBefore(start, prefix);
    this.#menu = { start, candidates, selected: undefined };
    this.#show(this.#menu);
  }

  #select(menu: Menu, step: 1 | -1): void {
    const { candidates, start, selected } = menu;
    const next = selected === undefined ? (step > 0 ? 0 : -1) : selected + step;
    menu.selected = (next + candidates.length) % candidates.length;
    const candidate = candidates[menu.selected];
    if (candidate !== undefined) this.#editor.replaceBefore(start, candidate.text + candidate.suffix);
    this.#show(menu);
  }

  #show({ candidates, selected }: Menu): void {
    this.#editor.showBelow(menuLines(candidates, selected, this.#layout()));
  }

  #scheduleHint(): void {
    if (this.#menu !== undefined || this.#isPasting || !this.#keys.isEmpty) return;
    this.#hintTimer = setTimeout(() => void this.#hint(), hintDelay);
  }

  async #hint(): Promise<void> {
    const { line, cursor } = this.#editor;
    if (line.trim() === "") return;
    const completion = await this.#complete(line.slice(0, cursor));
    const isCurrent =
      this.#editor.line === line && this.#editor.cursor === cursor && this.#menu === undefined;
    const hint = hintLine(completion, this.#layout());
    if (isCurrent && hint !== undefined) this.#editor.showBelow([hint]);
  }
}

interface Menu {
  readonly start: number;
  readonly candidates: readonly Candidate[];
  selected: number | undefined;
}
