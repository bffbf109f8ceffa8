import { useEffect } from "preact/hooks";
import type { VNode } from "preact";
import { Header } from "./header.js";
import { route } from "./router.js";
import { ViewLoader } from "./view-loader.js";
import { views } from "./views.js";

/** The page: a header with the views, and the current view. */
export function App(): VNode {
  const [name, ...path] = route.value;
  const view = views.value.find((each) => each.name === name) ?? views.value[0];
  useEffect(focusSearchOnSlash, []);
  return (
    <>
      <a class="skip-link" href="#main" onClick={skipToMain}>
        Skip to the content
      </a>
      <Header views={views.value} current={view} />
      <main id="main" tabIndex={-1}>
        {view && <ViewLoader key={view.name} view={view} path={view.name === name ? path : []} />}
      </main>
    </>
  );
}

/** The fragment of the address is the route, so that the link cannot use it. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** Focuses the search of the view when `/` is pressed outside of a field. */
function focusSearchOnSlash(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const search = document.querySelector<HTMLInputElement>("input[type=search]");
    if (search === null) return;
    event.preventDefault();
    search.focus();
    search.select();
  };
  addEventListener("keydown", onKey);
  return () => {
    removeEventListener("keydown", onKey);
  };
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}
