import type { View } from "../app/view.js";

export const machineView: View = {
  name: "machine",
  label: "Machine",
  needsMachine: true,
  load: async () => (await import("./machine-view.js")).MachineView,
};
