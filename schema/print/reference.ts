import type { Definition } from "qapi-ts-generator";
import type { ReferenceOf } from "./document.js";

/**
 * The address at which QEMU's reference explains a definition. `page` is the reference's file name, `namespace`
 * what that page puts before its names.
 */
export function referenceIn(page: string, namespace: string): ReferenceOf {
  const address = `https://www.qemu.org/docs/master/interop/${page}.html`;
  return ({ kind, module, name }: Definition) => `${address}#${kind}-${namespace}-${module}.${name}`;
}
