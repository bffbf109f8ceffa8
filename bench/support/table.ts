/** One line of a bench: a value, what it is measured against, and whether the goal is reached. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** What the value is measured against, in the same unit. */
  readonly floor: number;
  readonly ratio: number;
  /** What the ratio may be at most, or must be at least; undefined for what is shown beside. */
  readonly goal: number | undefined;
  readonly atLeast: boolean;
  readonly met: boolean;
}

/** A cost: the ratio may be as high as the goal. */
export function row(name: string, value: number, floor: number, goal: number): Row {
  return { ...plain(name, value, floor), goal, met: value / floor <= goal };
}

/** A rate: the ratio must be as high as the goal. */
export function rowAtLeast(name: string, value: number, floor: number, goal: number): Row {
  return { ...plain(name, value, floor), goal, atLeast: true, met: value / floor >= goal };
}

/** What others reach, for comparison. */
export function rowBeside(name: string, value: number, floor: number): Row {
  return plain(name, value, floor);
}

function plain(name: string, value: number, floor: number): Row {
  return {
    name,
    value: rounded(value),
    floor: rounded(floor),
    ratio: rounded(value / floor),
    goal: undefined,
    atLeast: false,
    met: true,
  };
}

/** Prints rows: as JSON where the command line has `--json`, else as a table. The exit code tells of the goals. */
export function printRows(title: string, rows: readonly Row[]): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify(rows, null, 2));
  else printTable(title, rows);
  if (rows.some((each) => !each.met)) process.exitCode = 1;
}

function printTable(title: string, rows: readonly Row[]): void {
  const lines = [
    ["", "value", "floor", "ratio", "goal", ""],
    ...rows.map((each) => [
      each.name,
      String(each.value),
      String(each.floor),
      each.ratio.toFixed(2),
      each.goal === undefined ? "" : `${each.atLeast ? ">=" : "<="} ${each.goal}`,
      each.goal === undefined ? "" : each.met ? "met" : "MISSED",
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  console.log(title);
  for (const line of lines) {
    console.log(
      line
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join("  "),
    );
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
