import type { VNode } from "preact";

const titles: Readonly<Record<string, string>> = {
  read: "It changes nothing",
  change: "It changes the machine, and can be undone",
  destroy: "It can lose data or end the machine",
  deprecated: "A later version of QEMU may remove it",
  unstable: "A later version of QEMU may change it incompatibly",
};

/** A word in a colored frame: a kind, an effect or a feature. The word itself carries the meaning, not the color. */
export function Badge({ word }: { readonly word: string }): VNode {
  return (
    <span class={`badge badge-${word.replace(/\W/g, "")}`} title={titles[word]}>
      {word}
    </span>
  );
}
