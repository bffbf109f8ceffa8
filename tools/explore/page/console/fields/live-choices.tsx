import type { VNode } from "preact";
import type { LiveValue } from "../../../../shell/live/live-values.js";
import { useEffect, useState } from "preact/hooks";
import { consoleState } from "../console-state.js";
import type { Field } from "../form/form.js";
import { useForm } from "./form-context.js";
import { valueAt } from "../form/path.js";

interface Props {
  readonly id: string;
  readonly field: Field;
  /** Whether the field was focused: the machine is not queried before. */
  readonly isUsed: boolean;
}

/** The names that the machine has for a field: nodes, devices, jobs, QOM paths. */
export function LiveChoices({ id, field, isUsed }: Props): VNode {
  const { known } = useForm();
  const [values, setValues] = useState<readonly LiveValue[]>([]);
  const prefix = typeof field.value === "string" ? field.value : "";
  // Paths are listed one level at a time.
  const level = field.live.includes("qom-path") ? prefix.slice(0, prefix.lastIndexOf("/") + 1) : "";
  useEffect(() => {
    let isCurrent = true;
    const given = (name: string): string | undefined => {
      const value = valueAt(consoleState.draft.value.arguments, [name]);
      return typeof value === "string" ? value : undefined;
    };
    if (isUsed) {
      known.live.values(field.live, { prefix: level, given }).then((found) => {
        if (isCurrent) setValues(found);
      }, reportError);
    }
    return () => {
      isCurrent = false;
    };
  }, [known, isUsed, level, field.live.join(" ")]);
  return (
    <datalist id={id}>
      {values.map(({ value, summary }) => (
        <option key={value} value={value}>
          {summary ?? ""}
        </option>
      ))}
    </datalist>
  );
}
