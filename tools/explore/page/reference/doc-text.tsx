import type { VNode } from "preact";
import type { Definition } from "../../data/format.js";
import { DefinitionLink } from "./type-link.js";

/** Text of the schema's documentation: paragraphs with references, as `@name`, and addresses. */
export function DocText({ text }: { readonly text: string }): VNode {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((paragraph) => paragraph !== "" && !manualPattern.test(paragraph));
  return (
    <>
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>
          <InlineText text={paragraph} />
        </p>
      ))}
    </>
  );
}

/** Text in one line. */
export function InlineText({ text }: { readonly text: string }): VNode {
  // Splitting by a group keeps what matches it, at the odd places.
  const pieces = text.split(/(@[\w-]*\w|https:\/\/[^\s)]*[^\s).,])/);
  return (
    <>
      {pieces.map((piece, index) => {
        if (index % 2 === 0) return piece;
        if (piece.startsWith("@")) return <DefinitionLink key={index} name={piece.slice(1)} />;
        return (
          <a key={index} href={piece} rel="noreferrer" target="_blank">
            {piece}
          </a>
        );
      })}
    </>
  );
}

/** The address of QEMU's manual on the definition is its own paragraph. */
const manualPattern = /^\s*https:\/\/www\.qemu\.org\/docs\/\S+\s*$/m;

/** Returns the address of QEMU's manual on a definition. */
export function manualOf({ documentation }: Definition): string | undefined {
  const texts = documentation?.body?.map(({ text = "" }) => text) ?? [];
  return texts.flatMap((text) => manualPattern.exec(text)?.[0].trim() ?? [])[0];
}
