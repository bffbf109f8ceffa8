import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { ConfirmDialog } from "../components/confirm-dialog.js";
import { consoleState, type Checked } from "./console-state.js";
import { CopyButtons } from "./copy/copy-buttons.js";
import { inputId } from "./fields/form-context.js";
import { IssueList } from "./issue-list.js";
import type { KnownMachine } from "./known-machine.js";

interface Props {
  readonly known: KnownMachine;
  readonly checked: Checked;
}

/** The JSON of the request, its problems, and what can be done with it. */
export function RequestPanel({ known, checked }: Props): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { command } = consoleState.draft.value;
  const problem = consoleState.problem.value;
  const isReady = problem === undefined && checked.issues.length === 0;
  const question = questionOf(command, known);
  const send = (): void => {
    if (!isReady) focusIssue(checked, problem);
    else if (question === undefined) void consoleState.send(known);
    else dialog.current?.showModal();
  };
  return (
    <section aria-label="Request" class="request">
      <label class="field">
        <span>Request</span>
        <textarea
          id="request-text"
          rows={12}
          spellcheck={false}
          value={consoleState.text.value}
          aria-invalid={problem !== undefined}
          aria-describedby="request-problem"
          onInput={({ currentTarget }) => {
            consoleState.editText(currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
          }}
        />
      </label>
      <p id="request-problem" class="field-issue" role="status">
        {problem}
      </p>
      {problem === undefined && <IssueList issues={checked.issues} />}
      <div class="request-actions">
        <button type="button" class={isReady ? "button-primary" : undefined} onClick={send}>
          Send
        </button>
        <CopyButtons known={known} checked={checked} isReady={problem === undefined && command !== ""} />
      </div>
      <ConfirmDialog
        dialog={dialog}
        question={question ?? ""}
        action={`Send ${command}`}
        onConfirm={() => void consoleState.send(known)}
      />
    </section>
  );
}

/** The question before a command is sent; undefined if it needs no confirmation. */
function questionOf(command: string, { effects }: KnownMachine): string | undefined {
  const effect = effects.get(command);
  if (effect === "read" || effect === "change") return undefined;
  const reason =
    effect === "destroy" ? "may lose data or the machine" : "is not known to this version of qmp";
  return `${command} ${reason}. Send it?`;
}

/** Focuses what has to be corrected first. */
function focusIssue({ issues }: Checked, problem: string | undefined): void {
  const [first] = issues;
  const id = problem !== undefined || first === undefined ? "request-text" : inputId(first.path);
  document.getElementById(id)?.focus();
}
