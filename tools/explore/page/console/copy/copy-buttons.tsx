import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { ToolError } from "../../../../tool-error.js";
import { consoleState, type Checked } from "../console-state.js";
import { execCommandLine } from "./copy-exec.js";
import { typescriptProgram, type BindingsModule } from "./copy-typescript.js";
import type { KnownMachine } from "../known-machine.js";
import { openArguments } from "../form/open-members.js";

interface Props {
  readonly known: KnownMachine;
  readonly checked: Checked;
  readonly isReady: boolean;
}

interface Copied {
  readonly text: string;
  readonly isCopied: boolean;
}

/** Buttons that copy the request as a program and as a command line. The text is shown too. */
export function CopyButtons({ known, checked, isReady }: Props): VNode {
  const [copied, setCopied] = useState<Copied | undefined>();
  const copy = (write: () => string): void => {
    const text = attempt(write);
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied({ text, isCopied: true });
      },
      () => {
        setCopied({ text, isCopied: false });
      },
    );
  };
  return (
    <>
      <button
        type="button"
        disabled={!isReady}
        onClick={() => {
          copy(() => programText(known, checked));
        }}
      >
        Copy as TypeScript
      </button>
      <button
        type="button"
        disabled={!isReady}
        onClick={() => {
          copy(() => execText(known));
        }}
      >
        Copy as qmp exec
      </button>
      <div class="copied" role="status">
        {copied !== undefined && (
          <>
            <p>{copied.isCopied ? "Copied:" : "The browser does not allow copying. Select the text:"}</p>
            <pre tabIndex={0}>{copied.text}</pre>
            <button
              type="button"
              class="link-button"
              onClick={() => {
                setCopied(undefined);
              }}
            >
              Hide
            </button>
          </>
        )}
      </div>
    </>
  );
}

function attempt(write: () => string): string {
  try {
    return write();
  } catch (error) {
    // The name of the machine may not be a target.
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

const modules: Readonly<Record<string, BindingsModule>> = {
  "qmp-7.2": "qapi-ts/qmp/7.2",
  "qmp-10.0": "qapi-ts/qmp/10.0",
  qsd: "qapi-ts/qsd",
  qga: "qapi-ts/qga",
};

function programText({ machine, documentation }: KnownMachine, { form }: Checked): string {
  const draft = consoleState.draft.value;
  const entry = documentation.definitions.get(draft.command);
  return typescriptProgram(draft, {
    target: machine.target,
    module: modules[machine.model] ?? "qapi-ts/qmp",
    isBound: entry?.kind === "command",
    returns: entry?.returns !== undefined,
    form,
  });
}

function execText({ machine, schema }: KnownMachine): string {
  return execCommandLine(
    machine.target,
    consoleState.draft.value,
    schema,
    openArguments(consoleState.open.value),
  );
}
