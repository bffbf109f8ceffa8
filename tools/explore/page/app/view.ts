import type { ComponentType } from "preact";

/** A view of the page, with a link in the header. Its code is loaded when it is first shown. */
export interface View {
  /** The first part of its addresses: `#/NAME/...`. */
  readonly name: string;
  readonly label: string;
  /** Whether it is of use only with a machine. Default: false. */
  readonly needsMachine?: boolean;
  readonly load: () => Promise<ComponentType<ViewProps>>;
}

export interface ViewProps {
  /** The decoded parts of the address after the name of the view. */
  readonly path: readonly string[];
}
