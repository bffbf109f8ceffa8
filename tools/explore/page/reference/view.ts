import type { View } from "../app/view.js";

export const referenceView: View = {
  name: "reference",
  label: "Reference",
  load: async () => (await import("./reference-view.js")).ReferenceView,
};
