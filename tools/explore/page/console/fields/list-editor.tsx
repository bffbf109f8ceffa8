import type { VNode } from "preact";
import { consoleState } from "../console-state.js";
import { addItem } from "../form/edit.js";
import type { ListControl } from "../form/form.js";
import { focusSoon, inputId, useForm } from "./form-context.js";
import { formatPath, type Path } from "../form/path.js";

interface Props {
  readonly control: ListControl;
  readonly path: Path;
}

/** The items of a list, and a button that adds one. */
export function ListEditor({ control, path }: Props): VNode {
  const { FieldEditor } = useForm();
  return (
    <div class="fields">
      {control.items.map((item) => (
        <FieldEditor key={formatPath(item.path)} field={item} />
      ))}
      <button
        type="button"
        id={inputId(path)}
        class="add-item"
        onClick={() => {
          consoleState.setArguments(addItem(consoleState.draft.value.arguments, path, control));
          focusSoon([...path, control.items.length]);
        }}
      >
        {`Add an item to ${formatPath(path)}`}
      </button>
    </div>
  );
}
