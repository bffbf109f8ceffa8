import type { VNode } from "preact";
import type { OpenMachine } from "../connection/machine.js";
import { BlockCharts } from "./block-charts.js";
import { JobsPanel } from "./jobs-panel.js";
import { MemoryChart } from "./memory-chart.js";
import { MigrationPanel } from "./migration-panel.js";
import { StatusPanel } from "./status-panel.js";

/** The state of the machine, what runs in it, and its statistics. */
export function OverviewPage({ machine }: { readonly machine: OpenMachine }): VNode {
  const { session } = machine;
  return (
    <div class="machine-page">
      <h1 class="visually-hidden">Overview</h1>
      <div class="panels">
        <StatusPanel machine={machine} />
        <JobsPanel machine={machine} />
        <MigrationPanel machine={machine} />
        <BlockCharts session={session} />
        <MemoryChart session={session} />
      </div>
    </div>
  );
}
