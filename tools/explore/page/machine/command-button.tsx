import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { ConfirmDialog } from "../components/confirm-dialog.js";
import type { OpenMachine } from "../connection/machine.js";
import { loadModel } from "../data/model.js";
import { useLoaded } from "../data/use-loaded.js";
import { reasonOf } from "../../../tool-error.js";

interface Props {
  readonly machine: OpenMachine;
  readonly command: string;
  readonly label: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Default: false. */
  readonly disabled?: boolean;
}

/** A button that sends a command. A command that may lose something needs a confirmation. */
export function CommandButton({ machine, command, label, args, disabled = false }: Props): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [failure, setFailure] = useState<string | undefined>();
  const model = useLoaded(() => loadModel(machine.model), [machine.model]);
  const marks = model.state === "loaded" ? model.value.byName.get(command)?.[4]?.split(" ") : undefined;
  const isHarmless = marks !== undefined && (marks.includes("read") || marks.includes("change"));
  const send = (): void => {
    setFailure(undefined);
    machine.session.call(command, args).catch((error: unknown) => {
      setFailure(reasonOf(error));
    });
  };
  return (
    <>
      <button
        type="button"
        disabled={disabled}
        class={isHarmless ? undefined : "button-destroy"}
        onClick={() => {
          if (isHarmless) send();
          else dialog.current?.showModal();
        }}
      >
        {label}
      </button>
      {failure !== undefined && (
        <span class="field-issue" role="alert">
          {failure}
        </span>
      )}
      <ConfirmDialog
        dialog={dialog}
        question={`${command} may lose data or the machine. Send it?`}
        action={`Send ${command}`}
        onConfirm={send}
      />
    </>
  );
}
