import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { checkArguments, type Issue } from "./form/check.js";
import type { ObjectControl } from "./form/form.js";
import { ConsoleHistory } from "./history.js";
import type { KnownMachine } from "./known-machine.js";
import { openArguments, type OpenMember } from "./form/open-members.js";
import { valueAt, type JsonObject } from "./form/path.js";
import { pageStorage } from "./page-storage.js";
import { formatDraft, readDraft, type Draft } from "./request-text.js";
import { reasonOf } from "../../../tool-error.js";

/** The outcome of the last command. */
export type Reply =
  | { readonly state: "none" }
  | { readonly state: "sending"; readonly command: string; readonly abort: AbortController }
  | {
      readonly state: "done";
      readonly command: string;
      readonly milliseconds: number;
      readonly value: unknown;
    }
  | {
      readonly state: "failed";
      readonly command: string;
      readonly milliseconds: number;
      readonly reason: string;
    };

/** The command that is edited, and the outcome of the last one. It outlives the view and the connection. */
class ConsoleState {
  readonly draft: ReadonlySignal<Draft>;
  /** The JSON text of the request, which may be invalid while it is edited. */
  readonly text: ReadonlySignal<string>;
  /** Why the text is not a request. */
  readonly problem: ReadonlySignal<string | undefined>;
  /** The arguments that only the machine reports. */
  readonly open: ReadonlySignal<readonly OpenMember[]>;
  readonly reply: ReadonlySignal<Reply>;
  readonly history: ReadonlySignal<readonly Draft[]>;
  readonly #draft = signal<Draft>({ command: "", arguments: {} });
  readonly #text = signal("");
  readonly #problem = signal<string | undefined>(undefined);
  readonly #open = signal<readonly OpenMember[]>([]);
  readonly #reply = signal<Reply>({ state: "none" });
  readonly #stored = new ConsoleHistory(pageStorage(), "qapi-explorer-console");
  readonly #history = signal(this.#stored.load());

  constructor() {
    this.draft = this.#draft;
    this.text = this.#text;
    this.problem = this.#problem;
    this.open = this.#open;
    this.reply = this.#reply;
    this.history = this.#history;
  }

  /** Edits another command. Its arguments begin empty. */
  choose(command: string): void {
    if (command !== this.#draft.value.command) this.edit({ command, arguments: {} });
  }

  /** Sets the command and its arguments. */
  edit(draft: Draft): void {
    this.#draft.value = draft;
    this.#text.value = draft.command === "" ? "" : formatDraft(draft);
    this.#problem.value = undefined;
  }

  setArguments(args: JsonObject): void {
    this.edit({ ...this.#draft.value, arguments: args });
  }

  /** Takes the text of the request as the user edits it. The form follows if the text is a request. */
  editText(text: string): void {
    this.#text.value = text;
    const read = readDraft(text);
    this.#problem.value = "problem" in read ? read.problem : undefined;
    if ("draft" in read) this.#draft.value = read.draft;
  }

  /** Asks the machine for the arguments that the schema does not list. */
  async loadOpen({ live }: KnownMachine): Promise<void> {
    const { command, arguments: args } = this.#draft.value;
    const driver = command === "device_add" ? valueAt(args, ["driver"]) : undefined;
    if (typeof driver !== "string") {
      this.#open.value = [];
      return;
    }
    const values = await live.values(["device-property"], { prefix: "", given: () => driver });
    if (valueAt(this.#draft.value.arguments, ["driver"]) !== driver) return;
    this.#open.value = values.map(({ value, summary = "" }) => {
      const [, type = "", text] = /^([^,]*)(?:, (.*))?$/s.exec(summary) ?? [];
      return { name: value, type, summary: text };
    });
  }

  /** Sends the command, and keeps it in the history. */
  async send({ machine: { session }, live }: KnownMachine): Promise<void> {
    const { command, arguments: args } = this.#draft.value;
    const abort = new AbortController();
    const start = performance.now();
    this.#history.value = this.#stored.add(this.#draft.value);
    this.#reply.value = { state: "sending", command, abort };
    const given = Object.keys(args).length === 0 ? undefined : args;
    try {
      const value: unknown = await session.call(command, given, { signal: abort.signal });
      this.#reply.value = { state: "done", command, value, milliseconds: performance.now() - start };
    } catch (error) {
      const reason = reasonOf(error);
      this.#reply.value = { state: "failed", command, reason, milliseconds: performance.now() - start };
    }
    live.clear();
  }

  clearHistory(): void {
    this.#stored.clear();
    this.#history.value = [];
  }
}

/** The state of the page's console. */
export const consoleState: ConsoleState = new ConsoleState();

/** The form of the current command, and the problems of its arguments. */
export interface Checked {
  readonly form: ObjectControl;
  readonly issues: readonly Issue[];
}

/** Makes the form of the current command. */
export function checkedForm({ schema, forms }: KnownMachine): ReadonlySignal<Checked> {
  return computed(() => {
    const { command, arguments: args } = consoleState.draft.value;
    const open = consoleState.open.value;
    const info = schema.commands.get(command);
    const form = forms.build(command, args, open);
    if (info !== undefined) {
      return { form, issues: checkArguments(schema, schema.argumentsOf(info), args, openArguments(open)) };
    }
    const message = command === "" ? "Choose a command." : "The machine has no such command.";
    return { form, issues: [{ path: [], message }] };
  });
}
