/** A JSON object of the machine, whose members may have any type. */
type Item = Readonly<Record<string, unknown>>;

/** Returns an object; an empty one if the value is none. Answers of a machine are data and may have another form. */
export function itemOf(value: unknown): Item {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Item) : {};
}

/** Returns the objects of a list; none if the value is not a list. */
export function itemsOf(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value.map(itemOf) : [];
}

/** Returns a text; undefined if the value is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Returns a number for a picture, rounded if it has more than 53 bits; 0 if the value is none. */
export function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
}

/** A migration of the machine. */
export interface Migration {
  readonly status: string;
  readonly transferred: number;
  readonly remaining: number;
  readonly total: number;
  /** Bits of a second, in millions. */
  readonly mbps: number;
  readonly error: string | undefined;
}

/** Reads the answer to `query-migrate`; undefined if there was no migration. */
export function migrationOf(answer: unknown): Migration | undefined {
  const { status, ram, "error-desc": error } = itemOf(answer);
  const { transferred, remaining, total, mbps } = itemOf(ram);
  if (textOf(status) === undefined || status === "none") return undefined;
  return {
    status: String(status),
    transferred: numberOf(transferred),
    remaining: numberOf(remaining),
    total: numberOf(total),
    mbps: numberOf(mbps),
    error: textOf(error),
  };
}

/** A job of the machine. */
export interface Job {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly current: number;
  readonly total: number;
  readonly error: string | undefined;
}

/** Reads the answer to `query-jobs`. */
export function jobsOf(answer: unknown): readonly Job[] {
  return itemsOf(answer).map((item) => ({
    id: textOf(item["id"]) ?? "",
    type: textOf(item["type"]) ?? "",
    status: textOf(item["status"]) ?? "",
    current: numberOf(item["current-progress"]),
    total: numberOf(item["total-progress"]),
    error: textOf(item["error"]),
  }));
}

/** What a job's state allows. Specification: QEMU's job state machine, `JobVerb`. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  created: ["job-cancel"],
  running: ["job-pause", "job-cancel"],
  paused: ["job-resume", "job-cancel"],
  ready: ["job-pause", "job-complete", "job-cancel"],
  standby: ["job-resume", "job-complete", "job-cancel"],
  pending: ["job-finalize", "job-cancel"],
  concluded: ["job-dismiss"],
};

/** Returns the commands that a job accepts in a state. */
export function commandsOfJob(status: string): readonly string[] {
  return Object.hasOwn(verbs, status) ? (verbs[status] ?? []) : [];
}

/** The transfers of all block devices since the machine started. */
interface BlockTotals {
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly reads: number;
  readonly writes: number;
}

/** Reads the answer to `query-blockstats`. */
export function blockTotalsOf(answer: unknown): BlockTotals {
  const stats = itemsOf(answer).map(({ stats: each }) => itemOf(each));
  const sum = (name: string): number => stats.reduce((total, each) => total + numberOf(each[name]), 0);
  return {
    readBytes: sum("rd_bytes"),
    writtenBytes: sum("wr_bytes"),
    reads: sum("rd_operations"),
    writes: sum("wr_operations"),
  };
}
