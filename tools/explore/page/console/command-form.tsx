import type { VNode } from "preact";
import { addressOf } from "../app/router.js";
import { Badge } from "../components/badge.js";
import { consoleState, type Checked } from "./console-state.js";
import { FieldEditor } from "./fields/field-editor.js";
import { FormContext } from "./fields/form-context.js";
import type { KnownMachine } from "./known-machine.js";
import { ObjectFields } from "./fields/object-fields.js";

interface Props {
  readonly known: KnownMachine;
  readonly checked: Checked;
}

/** What the chosen command does, and a form for its arguments. */
export function CommandForm({ known, checked }: Props): VNode {
  const { command } = consoleState.draft.value;
  if (command === "") return <p class="console-empty">Choose a command, or paste a request beside.</p>;
  const { form, issues } = checked;
  const isEmpty = form.fields.length === 0 && form.addable.length === 0;
  return (
    <>
      <h1>
        <code>{command}</code>
      </h1>
      <Facts command={command} known={known} />
      <FormContext.Provider value={{ known, issues, FieldEditor }}>
        {isEmpty ? <p>It takes no arguments.</p> : <ObjectFields control={form} path={[]} />}
      </FormContext.Provider>
    </>
  );
}

function Facts({ command, known }: { readonly command: string; readonly known: KnownMachine }): VNode {
  const effect = known.effects.get(command);
  const features = known.schema.commands.get(command)?.features ?? [];
  const isDocumented = known.documentation.definitions.has(command);
  return (
    <>
      <p class="badges">
        {effect !== undefined && <Badge word={effect} />}
        {features.map((feature) => (
          <Badge key={feature} word={feature} />
        ))}
        {isDocumented && <a href={addressOf("reference", known.machine.model, "api", command)}>Reference</a>}
      </p>
      <p>{known.documentation.summary(command)}</p>
    </>
  );
}
