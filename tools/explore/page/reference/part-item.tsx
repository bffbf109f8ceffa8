import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Definition, DefinitionLinks } from "../../data/format.js";
import { Badge } from "../components/badge.js";
import { definitionAddress } from "./address.js";
import { InlineText } from "./doc-text.js";
import { useModel } from "./model-context.js";

/** What a list of parts needs of their definition. */
export interface PartsProps {
  readonly definition: Definition;
  /** Absent for a definition that is shown inside of another one. */
  readonly links?: DefinitionLinks;
  /** The part that is marked. */
  readonly part?: string | undefined;
}

interface Props extends PartsProps {
  readonly name: string;
  readonly features?: readonly { readonly name: string }[] | undefined;
  /** Follows the name: its type. */
  readonly children?: ComponentChildren;
  /** Follows everything else. */
  readonly more?: ComponentChildren;
  /** Short remarks on the part. */
  readonly remarks?: readonly string[];
}

/** A member, value or branch: its name is a link to it, and it is scrolled to if it is the marked part. */
export function PartItem(props: Props): VNode {
  const { definition, links, part, name, features = [], children, remarks = [], more } = props;
  const { info } = useModel();
  const item = useRef<HTMLLIElement>(null);
  const isMarked = part === name;
  useEffect(() => {
    if (isMarked) item.current?.scrollIntoView({ block: "center" });
  }, [isMarked, definition]);
  const text = definition.documentation?.members?.find((each) => each.name === name)?.text;
  const notes = [...remarks, ...versionNotes(links?.members?.[name])];
  return (
    <li class={isMarked ? "part part-marked" : "part"} ref={item}>
      <p class="part-head">
        <a class="part-name" href={definitionAddress(info.name, definition.name, name)}>
          <code>{name}</code>
        </a>
        {children}
        {features.map((feature) => (
          <Badge key={feature.name} word={feature.name} />
        ))}
      </p>
      {text !== undefined && (
        <p class="part-text">
          <InlineText text={text.replace(/\s+/g, " ")} />
        </p>
      )}
      {notes.length > 0 && <p class="part-notes">{notes.join(" · ")}</p>}
      {more}
    </li>
  );
}

function versionNotes(
  versions: { readonly addedIn?: string; readonly goneIn?: string } | undefined,
): string[] {
  const { addedIn, goneIn } = versions ?? {};
  return [
    ...(addedIn === undefined ? [] : [`Of the versions shown here, ${addedIn} is the first with it.`]),
    ...(goneIn === undefined ? [] : [`${goneIn} does not have it.`]),
  ];
}
