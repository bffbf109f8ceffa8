import type { VNode } from "preact";
import { MachineState } from "../connection/machine-state.js";
import { addressOf } from "./router.js";
import { nextTheme, theme } from "./theme.js";
import type { View } from "./view.js";

interface Props {
  readonly views: readonly View[];
  readonly current: View | undefined;
}

/** The name of the page, links to the views, the state of the machine, and the theme. */
export function Header({ views, current }: Props): VNode {
  return (
    <header class="header">
      <a class="brand" href={addressOf()}>
        QAPI explorer
      </a>
      {views.length > 1 && (
        <nav aria-label="Views">
          {views.map((view) => (
            <a
              key={view.name}
              href={addressOf(view.name)}
              aria-current={view === current ? "page" : undefined}
            >
              {view.label}
            </a>
          ))}
        </nav>
      )}
      <span class="header-space" />
      <MachineState />
      <button
        type="button"
        class="theme-button"
        onClick={() => {
          theme.value = nextTheme(theme.value);
        }}
      >
        Theme: {theme.value}
      </button>
    </header>
  );
}
