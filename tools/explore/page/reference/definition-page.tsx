import type { VNode } from "preact";
import type { Definition } from "../../data/format.js";
import { Badge } from "../components/badge.js";
import { Loaded } from "../components/loaded.js";
import { Notice } from "../components/notice.js";
import type { LinkedDefinition } from "../data/model.js";
import { useLoaded } from "../data/use-loaded.js";
import { moduleAddress } from "./address.js";
import { DefinitionActions } from "./definition-actions.js";
import { DefinitionParts } from "./definition-parts.js";
import { DocText } from "./doc-text.js";
import { Facts } from "./facts.js";
import { useModel } from "./model-context.js";
import { UsedBy } from "./used-by.js";

interface Props {
  readonly name: string;
  /** The part that is shown and marked. */
  readonly part: string | undefined;
}

/** A command, event or type with everything that is known of it. */
export function DefinitionPage({ name, part }: Props): VNode {
  const model = useModel();
  const loaded = useLoaded(() => model.definition(name), [model, name]);
  return (
    <Loaded value={loaded}>
      {(found) => (found === undefined ? <Missing name={name} /> : <Page {...found} part={part} />)}
    </Loaded>
  );
}

function Missing({ name }: { readonly name: string }): VNode {
  const { info } = useModel();
  return <Notice kind="error">{`${info.label} has no ${name}. Another version may have it.`}</Notice>;
}

function Page({ definition, links, part }: LinkedDefinition & Pick<Props, "part">): VNode {
  const { name, kind, module, documentation } = definition;
  const { info } = useModel();
  return (
    <>
      <p class="crumbs">
        {info.label} / <a href={moduleAddress(info.name, module)}>{module.replace(/^\.\.\//, "")}</a>
      </p>
      <h1>
        <code>{name}</code>
      </h1>
      <p class="badges">
        <Badge word={kind} />
        {marksOf(definition).map((mark) => (
          <Badge key={mark} word={mark} />
        ))}
      </p>
      <DefinitionActions definition={definition} />
      {documentation?.body?.map(({ text = "" }) => (
        <DocText key={text} text={text} />
      ))}
      <DefinitionParts definition={definition} links={links} part={part} />
      <Facts definition={definition} links={links} />
      <UsedBy uses={links.usedBy ?? []} />
    </>
  );
}

function marksOf(definition: Definition): readonly string[] {
  const features = (definition.features ?? []).map(({ name }) => name);
  const shown = features.filter((feature) => feature === "deprecated" || feature === "unstable");
  return definition.kind === "command" && definition.effect !== undefined
    ? [definition.effect, ...shown]
    : shown;
}
