import { firstSentence, type Documentation } from "../../documentation/documentation.js";
import type { MachineSchema } from "../../schema/machine-schema.js";
import { shellCommands } from "../shell-commands.js";
import type { Candidate, Completion } from "./candidate.js";
import { completeJson } from "./complete-json.js";
import { completeOption } from "./complete-option.js";
import { Places } from "./place.js";
import type { ValueSource } from "./value-source.js";
import { splitWords, type Word } from "./words.js";

/** Finds what can be typed at the cursor. */
export class Completer {
  readonly #places: Places;
  readonly #values: ValueSource;

  constructor(schema: MachineSchema, documentation: Documentation, values: ValueSource) {
    this.#places = new Places(schema, documentation);
    this.#values = values;
  }

  /** @param input - the text before the cursor, with the lines before. */
  async complete(input: string): Promise<Completion> {
    const words = splitWords(input);
    const [first, second] = words;
    const current = words.at(-1);
    if (first === undefined || current === undefined) return { start: input.length, candidates: [] };
    if (first.value.startsWith("{")) return completeJson(input, 0, undefined, this.#places, this.#values);
    if (first === current) return this.#commands(current);
    if (first.value === "help") return this.#topics(current);
    if (second !== undefined && input.startsWith("{", second.start)) {
      return completeJson(input, second.start, first.value, this.#places, this.#values);
    }
    return completeOption(words, first.value, this.#places, this.#values);
  }

  #commands({ value, start }: Word): Completion {
    const { schema, documentation } = this.#places;
    const own = Object.entries(shellCommands).map(([name, summary]) => named(name, "shell", summary));
    const names = [...schema.commands.keys()].sort();
    const commands = names.map((name) => named(name, undefined, documentation.summary(name)));
    const all = [...own, ...commands];
    const candidates = all.filter(({ text }) => text.startsWith(value));
    const exact = all.find(({ text }) => text === value);
    return { start, candidates, hint: exact && hintOf(exact) };
  }

  #topics({ value, start }: Word): Completion {
    const { definitions } = this.#places.documentation;
    const candidates = [...definitions]
      .filter(([name]) => name.startsWith(value))
      .sort(([a], [b]) => Number(isType(a)) - Number(isType(b)) || (a < b ? -1 : 1))
      .map(([name, { kind, text }]) => named(name, kind, firstSentence(text)));
    return { start, candidates };
  }
}

function named(name: string, type: string | undefined, summary: string | undefined): Candidate {
  return { text: name, suffix: " ", label: name, type, summary };
}

function hintOf({ label, summary }: Candidate): string {
  return summary === undefined ? label : `${label}: ${summary}`;
}

/** Types have camel case. Commands and events come first. */
function isType(name: string): boolean {
  return /^[A-Z].*[a-z]/.test(name);
}
