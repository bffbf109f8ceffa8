import type { View } from "../app/view.js";

export const consoleView: View = {
  name: "console",
  label: "Console",
  needsMachine: true,
  load: async () => (await import("./console-view.js")).ConsoleView,
};
