import type { VNode } from "preact";
import { addressOf } from "../app/router.js";
import type { ViewProps } from "../app/view.js";
import { NeedsMachine } from "../components/needs-machine.js";
import type { OpenMachine } from "../connection/machine.js";
import { BlockGraphPage } from "./blocks/block-graph-page.js";
import { EventsPage } from "./events/events-page.js";
import { OverviewPage } from "./overview-page.js";
import { ScreenPage } from "./screen/screen-page.js";

/** The pages of the view, the default first. */
const pages = [
  { name: "overview", label: "Overview" },
  { name: "blocks", label: "Block graph" },
  { name: "screen", label: "Screen" },
  { name: "events", label: "Events" },
] as const;

type PageName = (typeof pages)[number]["name"];

/** The view in which the user watches and controls the machine. @param path - the name of a page. */
export function MachineView({ path }: ViewProps): VNode {
  const current = pages.find(({ name }) => name === path[0]) ?? pages[0];
  return (
    <div class="machine">
      <nav class="machine-tabs" aria-label="Machine">
        {pages.map(({ name, label }) => (
          <a
            key={name}
            href={addressOf("machine", name)}
            aria-current={name === current.name ? "page" : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      <NeedsMachine>
        {(machine) => <Page key={current.name} name={current.name} machine={machine} />}
      </NeedsMachine>
    </div>
  );
}

function Page({ name, machine }: { readonly name: PageName; readonly machine: OpenMachine }): VNode {
  switch (name) {
    case "overview":
      return <OverviewPage machine={machine} />;
    case "blocks":
      return <BlockGraphPage session={machine.session} />;
    case "screen":
      return <ScreenPage session={machine.session} />;
    case "events":
      return <EventsPage />;
  }
}
