import type { ComponentChildren, VNode } from "preact";
import type { Accessor, Definition, DefinitionLinks, DefinitionOf } from "../../data/format.js";
import { conditionText } from "./condition-text.js";
import { definitionAddress } from "./address.js";
import { InlineText, manualOf } from "./doc-text.js";
import { useModel } from "./model-context.js";
import { DefinitionLink } from "./type-link.js";

interface Props {
  readonly definition: Definition;
  readonly links: DefinitionLinks;
}

/** Versions, effect, features and what annotations add. */
export function Facts({ definition, links }: Props): VNode {
  const since = definition.documentation?.sections?.find(({ tag }) => tag === "Since")?.text;
  const manual = manualOf(definition);
  return (
    <section>
      <h2>Facts</h2>
      <dl class="facts">
        {since !== undefined && <Fact term="Since">QEMU {since}</Fact>}
        {links.last !== undefined && <Fact term="Last version">QEMU {links.last}</Fact>}
        <Fact term="Shipped versions">
          <Versions definition={definition} versions={links.versions} />
        </Fact>
        {definition.condition !== undefined && (
          <Fact term="Condition">Only in builds with {conditionText(definition.condition)}.</Fact>
        )}
        {definition.features?.map(({ name }) => (
          <Fact key={name} term="Feature">
            <code>{name}</code> <FeatureText definition={definition} name={name} />
          </Fact>
        ))}
        {definition.kind === "command" && <CommandFacts command={definition} />}
        {links.accessor !== undefined && <AccessorFact accessor={links.accessor} />}
        {manual !== undefined && (
          <Fact term="Manual">
            <a href={manual} rel="noreferrer" target="_blank">
              {definition.name} in QEMU&apos;s manual
            </a>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ComponentChildren }): VNode {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Versions({
  definition,
  versions,
}: Pick<Props, "definition"> & { readonly versions: readonly string[] }): VNode {
  const { info } = useModel();
  return (
    <>
      {versions.map((version, index) => (
        <>
          {index > 0 && ", "}
          {version === info.version ? (
            version
          ) : (
            <a href={definitionAddress(info.name.replace(info.version, version), definition.name)}>
              {version}
            </a>
          )}
        </>
      ))}
    </>
  );
}

function FeatureText({
  definition,
  name,
}: {
  readonly definition: Definition;
  readonly name: string;
}): VNode | null {
  const text = definition.documentation?.features?.find((each) => each.name === name)?.text;
  return text === undefined ? null : <InlineText text={text.replace(/\s+/g, " ")} />;
}

const effects = {
  read: "It changes nothing.",
  change: "It changes the machine, and can be undone.",
  destroy: "It can lose data or end the machine.",
} as const;

function CommandFacts({ command }: { readonly command: DefinitionOf<"command"> }): VNode {
  const { effect, hostArguments = [], timeout, completion, allowOob, allowPreconfig, gen } = command;
  return (
    <>
      {effect !== undefined && (
        <Fact term="Effect">
          {effect}: {effects[effect]}
        </Fact>
      )}
      {hostArguments.length > 0 && (
        <Fact term="Names of the host">
          {[...kindsByPath(hostArguments)].map(([path, kinds], index) => (
            <span key={path}>
              {index > 0 && ", "}
              <code>{path}</code> ({kinds.join(" or ")})
            </span>
          ))}
        </Fact>
      )}
      {allowOob === true && <Fact term="Out of band">It can be executed out of band.</Fact>}
      {allowPreconfig === true && (
        <Fact term="Preconfig">It can be executed before the machine is created.</Fact>
      )}
      {gen === false && <Fact term="Arguments">It takes more arguments than the schema lists.</Fact>}
      {timeout !== undefined && (
        <Fact term="Timeout">
          {timeout === null ? "None by default." : `${timeout / 1000} seconds by default.`}
        </Fact>
      )}
      {completion !== undefined && <CompletionFact completion={completion} />}
    </>
  );
}

function kindsByPath(
  resources: NonNullable<DefinitionOf<"command">["hostArguments"]>,
): ReadonlyMap<string, readonly string[]> {
  const kinds = new Map<string, readonly string[]>();
  for (const { path, kind } of resources) kinds.set(path, [...(kinds.get(path) ?? []), kind]);
  return kinds;
}

/** The names of events and commands are anywhere in a completion. */
function CompletionFact({ completion }: { readonly completion: Readonly<Record<string, unknown>> }): VNode {
  const { byName } = useModel();
  const names = [...new Set(stringsIn(completion))].filter((name) => byName.has(name));
  return (
    <Fact term="Completion">
      It completes later: {"job" in completion ? "it starts a job" : "as events or queries report"}
      {names.map((name, index) => (
        <span key={name}>
          {index === 0 ? " (" : ", "}
          <DefinitionLink name={name} />
          {index === names.length - 1 && ")"}
        </span>
      ))}
      .
    </Fact>
  );
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function AccessorFact({ accessor }: { readonly accessor: Accessor }): VNode {
  return (
    <Fact term="Of one object">
      A client can connect to the events with certain values of{" "}
      {accessor.arguments.map(({ member }, index) => (
        <span key={member}>
          {index > 0 && ", "}
          <code>{member}</code>
        </span>
      ))}
      .
    </Fact>
  );
}
