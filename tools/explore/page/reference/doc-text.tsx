import type { VNode } from "preact";
import { DefinitionLink } from "./type-link.js";

interface Props {
  readonly text: string;
  /** Whether the address of QEMU's manual is a link of its own; otherwise it is not shown. Default: false. */
  readonly withManual?: boolean;
}

/** Text of the schema's documentation: paragraphs with references, as `@name`, and addresses. */
export function DocText({ text, withManual = false }: Props): VNode {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((paragraph) => paragraph !== "");
  return (
    <>
      {paragraphs.map((paragraph) =>
        isManual(paragraph) ? (
          withManual && (
            <p key={paragraph}>
              <a href={paragraph} rel="noreferrer" target="_blank">
                QEMU&apos;s manual
              </a>
            </p>
          )
        ) : (
          <p key={paragraph}>
            <InlineText text={paragraph} />
          </p>
        ),
      )}
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

function isManual(paragraph: string): boolean {
  return /^https:\/\/www\.qemu\.org\/docs\/\S+$/.test(paragraph);
}
