import type { ComponentChildren, VNode } from "preact";
import type { AlternateControl, Field } from "../form/form.js";
import { inputId } from "./form-context.js";

interface Props {
  readonly field: Field;
  readonly control: AlternateControl;
  readonly onChange: (value: unknown) => void;
  /** The input of the chosen kind. */
  readonly children: ComponentChildren;
}

/** A choice of the kind of value, and the input of the chosen kind. */
export function AlternateEditor({ field, control, onChange, children }: Props): VNode {
  const { alternatives, selected } = control;
  const id = inputId(field.path);
  return (
    <div class="alternate">
      <select
        id={id}
        aria-describedby={`${id}-summary`}
        value={selected ?? ""}
        onChange={({ currentTarget }) => {
          const chosen = alternatives.find(({ name }) => name === currentTarget.value);
          if (chosen !== undefined) onChange(chosen.initial);
        }}
      >
        {selected === undefined && <option value="">Choose the kind of value</option>}
        {alternatives.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      {children}
    </div>
  );
}
