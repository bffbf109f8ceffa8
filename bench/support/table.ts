/** One result of a bench. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** The reference value, in the same unit. */
  readonly floor: number;
  /** The value divided by the floor. */
  readonly ratio: number;
  /** The limit of the ratio; undefined for a row without a goal. */
  readonly goal: number | undefined;
  /** Whether the goal is a minimum; else it is a maximum. */
  readonly atLeast: boolean;
  readonly met: boolean;
}

/** Creates the row of a cost, whose ratio must not exceed the goal. */
export function row(name: string, value: number, floor: number, goal: number): Row {
  return { ...rowBeside(name, value, floor), goal, met: value / floor <= goal };
}

/** Creates the row of a rate, whose ratio must reach the goal. */
export function rowAtLeast(name: string, value: number, floor: number, goal: number): Row {
  return { ...rowBeside(name, value, floor), goal, atLeast: true, met: value / floor >= goal };
}

/** Creates a row without a goal, for comparison. */
export function rowBeside(name: string, value: number, floor: number): Row {
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

/** Prints rows as a table, or as JSON with the option `--json`. Sets the exit code to 1 if a goal is missed. */
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
