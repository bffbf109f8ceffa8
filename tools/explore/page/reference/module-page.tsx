import type { VNode } from "preact";
import { Notice } from "../components/notice.js";
import { DefinitionList } from "./definition-list.js";
import { useModel } from "./model-context.js";

/** The definitions of a module. */
export function ModulePage({ name }: { readonly name: string }): VNode {
  const { index, info } = useModel();
  const at = index.modules.indexOf(name);
  if (at === -1) return <Notice kind="error">{`${info.label} has no module ${name}.`}</Notice>;
  return (
    <>
      <h1>Module {name.replace(/^\.\.\//, "")}</h1>
      <DefinitionList rows={index.definitions.filter(([, , module]) => module === at)} />
    </>
  );
}
