import type { VNode } from "preact";
import { escapeControls } from "qapi-ts-generator/text";
import { clockTime } from "../../components/time-text.js";
import type { LoggedEvent } from "../../connection/event-log.js";
import { lanesOf } from "./lanes.js";

/** The sizes of the picture in its own unit, which the page scales to its width. */
const [width, laneHeight, left] = [1_000, 22, 230];

/** Events over time, one line for each name. */
export function Timeline({ events }: { readonly events: readonly LoggedEvent[] }): VNode | null {
  const { lanes, start, end } = lanesOf(events);
  if (lanes.length === 0) return null;
  const height = lanes.length * laneHeight + 22;
  const at = (time: number): number =>
    left + 10 + ((time - start) / Math.max(1, end - start)) * (width - left - 20);
  return (
    <svg
      class="timeline"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Timeline of ${events.length} events`}
    >
      {lanes.map(({ name, times }, index) => {
        const y = index * laneHeight + laneHeight / 2;
        return (
          <g key={name}>
            <text x={left} y={y + 4} text-anchor="end" class="graph-note">
              {escapeControls(name)}
            </text>
            <line x1={left + 10} x2={width - 10} y1={y} y2={y} class="timeline-lane" />
            {times.map((time, position) => (
              <circle key={position} cx={at(time)} cy={y} r="5" class="timeline-event" />
            ))}
          </g>
        );
      })}
      <text x={left + 10} y={height - 6} class="graph-note">
        {clockTime(start)}
      </text>
      <text x={width - 10} y={height - 6} text-anchor="end" class="graph-note">
        {clockTime(end)}
      </text>
    </svg>
  );
}
