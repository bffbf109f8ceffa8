import type { Definition, Model } from "qapi-ts-generator";
import type { ReferenceOf } from "./document.js";

/** A page of QEMU's reference: its file, and the prefix of its anchors. */
interface ReferencePage {
  readonly page: string;
  readonly namespace: string;
}

/**
 * Links definitions to a page of QEMU's reference, which exists for the newest version only: its model has the current
 * module of a definition.
 */
export function referencesTo({ page, namespace }: ReferencePage, newest: Model): ReferenceOf {
  const address = `https://www.qemu.org/docs/master/interop/${page}.html`;
  return ({ kind, name }: Definition) => {
    const current = newest.byName.get(name);
    return current?.kind === kind ? `${address}#${kind}-${namespace}-${current.module}.${name}` : undefined;
  };
}
