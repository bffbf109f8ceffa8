import type { RefObject, VNode } from "preact";

interface Props {
  /** `current.showModal()` shows the question. */
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly question: string;
  /** The label of the button that confirms. */
  readonly action: string;
  readonly onConfirm: () => void;
}

/** Requests a confirmation before something that cannot be undone. Escape and the first button cancel. */
export function ConfirmDialog({ dialog, question, action, onConfirm }: Props): VNode {
  const close = (): void => {
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-label={question}>
      <p>{question}</p>
      <p class="dialog-actions">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          class="button-destroy"
          onClick={() => {
            close();
            onConfirm();
          }}
        >
          {action}
        </button>
      </p>
    </dialog>
  );
}
