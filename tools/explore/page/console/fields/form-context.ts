import { createContext, type ComponentType, type Context } from "preact";
import { useContext } from "preact/hooks";
import type { Issue } from "../form/check.js";
import type { Field } from "../form/form.js";
import type { KnownMachine } from "../known-machine.js";
import { formatPath, type Path } from "../form/path.js";

/** What every field of the form needs. */
interface FormValues {
  readonly known: KnownMachine;
  readonly issues: readonly Issue[];
  /** Shows a field. Objects and lists have fields themselves. */
  readonly FieldEditor: ComponentType<{ readonly field: Field }>;
}

export const FormContext: Context<FormValues | undefined> = createContext<FormValues | undefined>(undefined);

/** @throws Error outside of a form. */
export function useForm(): FormValues {
  const values = useContext(FormContext);
  if (values === undefined) throw new Error("a field is outside of a form");
  return values;
}

/** Returns the problem of the value at a path itself. */
export function issueAt(issues: readonly Issue[], path: Path): string | undefined {
  const text = formatPath(path);
  return issues.find((issue) => issue.path.length === path.length && formatPath(issue.path) === text)
    ?.message;
}

/** Returns the id of the input of a path. */
export function inputId(path: Path): string {
  return `argument-${formatPath(path)}`;
}

/** Focuses the input of a field when it is shown. */
export function focusSoon(path: Path): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      document.getElementById(inputId(path))?.focus();
    });
  });
}
