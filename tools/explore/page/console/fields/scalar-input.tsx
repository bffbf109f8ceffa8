import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Control, Field } from "../form/form.js";
import { inputId, issueAt, useForm } from "./form-context.js";
import { integerOf, jsonOf, jsonTextOf, numberOf, textOf } from "./input-text.js";
import { LiveChoices } from "./live-choices.js";

interface Props {
  readonly id: string;
  readonly field: Field;
  readonly control: Exclude<Control, { readonly kind: "object" | "list" | "alternate" }>;
  readonly onChange: (value: unknown) => void;
}

/** The input of a value that is not composed. */
export function ScalarInput({ id, field, control, onChange }: Props): VNode {
  switch (control.kind) {
    case "enum":
      return (
        <Choice
          id={id}
          field={field}
          names={control.choices.map(({ value }) => value)}
          value={textOf(field.value)}
          onChange={onChange}
        />
      );
    case "boolean":
      return (
        <Choice
          id={id}
          field={field}
          names={["true", "false"]}
          value={textOf(field.value)}
          onChange={(text) => {
            onChange(text === "true");
          }}
        />
      );
    case "null":
      return (
        <Choice
          id={id}
          field={field}
          names={["null"]}
          value={textOf(field.value)}
          onChange={() => {
            onChange(null);
          }}
        />
      );
    case "integer":
      return (
        <TextInput id={id} field={field} read={integerOf} write={textOf} onChange={onChange} isNumeric />
      );
    case "number":
      return <TextInput id={id} field={field} read={numberOf} write={textOf} onChange={onChange} isNumeric />;
    case "string":
      return <TextInput id={id} field={field} read={(text) => text} write={textOf} onChange={onChange} />;
    case "any":
    case "unexpected":
      return <TextInput id={id} field={field} read={jsonOf} write={jsonTextOf} onChange={onChange} />;
  }
}

interface ChoiceProps {
  readonly id: string;
  readonly field: Field;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** A list to choose from. A value that is not in it is shown too. */
function Choice({ id, field, names, value, onChange }: ChoiceProps): VNode {
  const attributes = useAttributes(id, field);
  return (
    <select
      {...attributes}
      value={value}
      onChange={({ currentTarget }) => {
        if (currentTarget.value !== "") onChange(currentTarget.value);
      }}
    >
      {!field.isPresent && <option value="">Choose</option>}
      {field.isPresent && !names.includes(value) && <option value={value}>{value}</option>}
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface TextProps {
  readonly id: string;
  readonly field: Field;
  readonly read: (text: string) => unknown;
  readonly write: (value: unknown) => string;
  readonly onChange: (value: unknown) => void;
  /** Default: false. */
  readonly isNumeric?: boolean;
}

/** A text field. It keeps what the user types, such as `0x10`, until the value changes by something else. */
function TextInput({ id, field, read, write, onChange, isNumeric = false }: TextProps): VNode {
  const attributes = useAttributes(id, field);
  const [typed, setTyped] = useState<{ readonly text: string; readonly value: unknown } | undefined>();
  const [isUsed, setUsed] = useState(false);
  const text = typed !== undefined && typed.value === field.value ? typed.text : write(field.value);
  return (
    <>
      <input
        {...attributes}
        value={text}
        inputMode={isNumeric ? "numeric" : undefined}
        autocomplete="off"
        spellcheck={false}
        list={field.live.length > 0 ? `${attributes.id}-live` : undefined}
        onFocus={() => {
          setUsed(true);
        }}
        onInput={({ currentTarget }) => {
          const value = read(currentTarget.value);
          setTyped({ text: currentTarget.value, value });
          onChange(value);
        }}
      />
      {field.live.length > 0 && <LiveChoices id={`${attributes.id}-live`} field={field} isUsed={isUsed} />}
    </>
  );
}

/** The attributes of each input. */
function useAttributes(
  id: string,
  { path, isPresent, label }: Field,
): {
  readonly id: string;
  readonly "aria-label": string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
} {
  const { issues } = useForm();
  const isWrong = isPresent && issueAt(issues, path) !== undefined;
  // That of an alternative is described as the field is.
  const own = inputId(path);
  return {
    id,
    "aria-label": label,
    "aria-invalid": isWrong,
    "aria-describedby": `${own}-issue ${own}-summary`,
  };
}
