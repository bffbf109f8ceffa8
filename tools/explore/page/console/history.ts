import { Redactor } from "qapi-ts/observe";
import { stringifyExactly } from "../../../output/json.js";
import { formatDraft, readDraft, type Draft } from "./request-text.js";

/** The most commands that are kept. */
const maxEntries = 200;

/** The part of the browser's storage that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The commands that were sent, the latest first. Commands with secrets are not kept. */
export class ConsoleHistory {
  readonly #storage: TextStorage;
  readonly #key: string;

  /** @param key - the name under which the texts are stored. */
  constructor(storage: TextStorage, key: string) {
    this.#storage = storage;
    this.#key = key;
  }

  /** Returns the commands. Whatever else is stored is ignored. */
  load(): readonly Draft[] {
    return this.#texts().flatMap((text) => {
      const read = readDraft(text);
      return "draft" in read ? [read.draft] : [];
    });
  }

  /** Adds a command, and returns all. A command that is already there moves to the front. */
  add(draft: Draft): readonly Draft[] {
    if (!hasSecret(draft)) {
      const text = formatDraft(draft);
      const others = this.#texts().filter((each) => each !== text);
      this.#write([text, ...others].slice(0, maxEntries));
    }
    return this.load();
  }

  /** Forgets all commands. */
  clear(): void {
    this.#write([]);
  }

  #texts(): readonly string[] {
    try {
      const texts: unknown = JSON.parse(this.#storage.getItem(this.#key) ?? "[]");
      return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
    } catch {
      return [];
    }
  }

  #write(texts: readonly string[]): void {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(texts));
    } catch {
      // Storage is full or not allowed: the next page lacks the entry.
    }
  }
}

/** Reports whether the arguments of a command hold a secret. */
export function hasSecret({ command, arguments: args }: Draft): boolean {
  return stringifyExactly(new Redactor().arguments(command, args)) !== stringifyExactly(args);
}
