import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { escapeControls } from "qapi-ts-generator/text";
import { stringifyExactly } from "../../../output/json.js";

/** The most members and items that are shown at once. */
const pageSize = 100;

interface Props {
  readonly value: unknown;
  /** The name of the member, or the position of the item. Default: none. */
  readonly name?: string;
  /** The nesting. Default: 0. */
  readonly depth?: number;
}

/** A JSON value. Objects and lists can be collapsed. Integers of 64 bits are exact. */
export function JsonTree({ value, name, depth = 0 }: Props): VNode {
  if (typeof value !== "object" || value === null) return <Scalar value={value} name={name} />;
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return <Scalar value={value} name={name} />;
  return <Composite entries={entries} isList={isList} name={name} depth={depth} />;
}

interface CompositeProps {
  readonly entries: readonly (readonly [string, unknown])[];
  readonly isList: boolean;
  readonly name: string | undefined;
  readonly depth: number;
}

function Composite({ entries, isList, name, depth }: CompositeProps): VNode {
  // Deep or long values are shown when the user opens them.
  const [isOpen, setOpen] = useState(depth === 0 || (depth < 4 && entries.length <= 20));
  const [shown, setShown] = useState(pageSize);
  const unit = isList ? "item" : "member";
  return (
    <details
      class="tree"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>
        <Name name={name} />
        <span class="tree-count">{`${isList ? "[" : "{"} ${entries.length} ${unit}${entries.length === 1 ? "" : "s"} ${isList ? "]" : "}"}`}</span>
      </summary>
      {isOpen && (
        <ul>
          {entries.slice(0, shown).map(([key, member]) => (
            <li key={key}>
              <JsonTree value={member} name={key} depth={depth + 1} />
            </li>
          ))}
        </ul>
      )}
      {isOpen && entries.length > shown && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            setShown(shown + pageSize);
          }}
        >
          {`Show more: ${entries.length - shown}`}
        </button>
      )}
    </details>
  );
}

function Scalar({ value, name }: { readonly value: unknown; readonly name: string | undefined }): VNode {
  const kind = value === null ? "null" : typeof value;
  return (
    <span class="tree-leaf">
      <Name name={name} />
      <span class={`tree-${kind}`}>{escapeControls(stringifyExactly(value))}</span>
    </span>
  );
}

function Name({ name }: { readonly name: string | undefined }): VNode | null {
  return name === undefined ? null : <span class="tree-name">{`${escapeControls(name)}: `}</span>;
}
