import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { consoleState } from "../console-state.js";
import { addMember } from "../form/edit.js";
import type { AddableMember, ObjectControl } from "../form/form.js";
import { focusSoon, useForm } from "./form-context.js";
import { formatPath, type Path } from "../form/path.js";

interface Props {
  readonly control: ObjectControl;
  readonly path: Path;
}

/** The fields of an object, and a choice of the members that can be added. */
export function ObjectFields({ control, path }: Props): VNode {
  const { FieldEditor } = useForm();
  return (
    <div class="fields">
      {control.fields.map((field) => (
        <FieldEditor key={formatPath(field.path)} field={field} />
      ))}
      {control.addable.length > 0 && <AddMember members={control.addable} path={path} />}
    </div>
  );
}

interface AddProps {
  readonly members: readonly AddableMember[];
  readonly path: Path;
}

/** A list of the members to choose from, and a button that adds the chosen one. */
function AddMember({ members, path }: AddProps): VNode {
  const [name, setName] = useState("");
  const chosen = members.find(({ value }) => value === name);
  const sorted = [...members].sort((a, b) => (a.value < b.value ? -1 : 1));
  const of = path.length === 0 ? "" : ` of ${formatPath(path)}`;
  const add = (): void => {
    if (chosen === undefined) return;
    consoleState.setArguments(addMember(consoleState.draft.value.arguments, path, chosen));
    setName("");
    focusSoon([...path, chosen.value]);
  };
  return (
    <div class="add-member">
      <select
        aria-label={`Optional argument${of}`}
        value={chosen === undefined ? "" : name}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") add();
        }}
      >
        <option value="">{`Optional: ${members.length}`}</option>
        {sorted.map(({ value, type }) => (
          <option key={value} value={value}>{`${value}: ${type}`}</option>
        ))}
      </select>
      <button type="button" disabled={chosen === undefined} onClick={add}>
        {`Add${chosen === undefined ? "" : ` ${chosen.value}`}`}
      </button>
      {chosen?.summary !== undefined && <p class="field-summary">{chosen.summary}</p>}
    </div>
  );
}
