import { render } from "preact";
import { App } from "./app.js";
import { applyTheme } from "./theme.js";
import type { View } from "./view.js";
import { views as current } from "./views.js";

/** Shows the page. @param views - the first is shown by default. */
export function startApp(views: readonly View[]): void {
  applyTheme();
  current.value = views;
  const root = document.createElement("div");
  root.id = "app";
  document.body.append(root);
  render(<App />, root);
}
