import type { VNode } from "preact";
import { Badge } from "../../components/badge.js";
import { AlternateEditor } from "./alternate-editor.js";
import { consoleState } from "../console-state.js";
import { removeField, setField } from "../form/edit.js";
import type { Control, Field } from "../form/form.js";
import { inputId, issueAt, useForm } from "./form-context.js";
import { ListEditor } from "./list-editor.js";
import { ObjectFields } from "./object-fields.js";
import { ScalarInput } from "./scalar-input.js";

/** A member or an item: its name, type, input, summary and problem. */
export function FieldEditor({ field }: { readonly field: Field }): VNode {
  const { known, issues } = useForm();
  const { path, isPresent, isRequired } = field;
  const issue = issueAt(issues, path);
  // A required value that is not given yet is not a mistake.
  const isWrong = issue !== undefined && isPresent;
  const id = inputId(path);
  // What is nested follows its summary.
  const isGroup = ["object", "list", "alternate"].includes(field.control.kind);
  const isLabelled = field.control.kind === "object" || field.control.kind === "list";
  const summary = field.summary !== undefined && (
    <p class="field-summary" id={`${id}-summary`}>
      {field.summary}
    </p>
  );
  const change = (value: unknown): void => {
    consoleState.setArguments(setField(known.schema, consoleState.draft.value.arguments, field, value));
  };
  return (
    <div
      class={`form-field${isWrong ? " form-field-wrong" : ""}`}
      {...(field.control.kind === "object" && { id, tabIndex: -1 })}
      role={isLabelled ? "group" : undefined}
      aria-labelledby={isLabelled ? `${id}-label` : undefined}
    >
      <div class="form-label">
        <label for={isLabelled ? undefined : id} id={`${id}-label`}>
          {field.label}
        </label>
        <span class="form-type">{field.type}</span>
        {isRequired && <span class={isPresent ? "form-type" : "form-required"}>required</span>}
        {field.features.map((feature) => (
          <Badge key={feature} word={feature} />
        ))}
        {!isRequired && <RemoveButton field={field} />}
      </div>
      {isGroup && summary}
      <ControlEditor id={id} field={field} control={field.control} onChange={change} />
      {isWrong && (
        <p class="field-issue" id={`${id}-issue`}>
          {issue}
        </p>
      )}
      {!isGroup && summary}
    </div>
  );
}

function RemoveButton({ field }: { readonly field: Field }): VNode {
  const { known } = useForm();
  return (
    <button
      type="button"
      class="remove-button"
      aria-label={`Remove ${field.path.join(".")}`}
      onClick={() => {
        consoleState.setArguments(removeField(known.schema, consoleState.draft.value.arguments, field));
      }}
    >
      Remove
    </button>
  );
}

interface ControlProps {
  /** That of the input. */
  readonly id: string;
  readonly field: Field;
  /** That of the field, or of the alternative that is chosen. */
  readonly control: Control;
  readonly onChange: (value: unknown) => void;
}

/** The input of a value. */
function ControlEditor({ id, field, control, onChange }: ControlProps): VNode {
  if (control.kind === "object") return <ObjectFields control={control} path={field.path} />;
  if (control.kind === "list") return <ListEditor control={control} path={field.path} />;
  if (control.kind === "alternate") {
    return (
      <AlternateEditor field={field} control={control} onChange={onChange}>
        {control.control !== undefined && (
          <ControlEditor id={`${id}-value`} field={field} control={control.control} onChange={onChange} />
        )}
      </AlternateEditor>
    );
  }
  return <ScalarInput id={id} field={field} control={control} onChange={onChange} />;
}
