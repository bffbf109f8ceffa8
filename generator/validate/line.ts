import { printable, type Finding } from "qapi-ts";
import { isMessageKind } from "./envelopes.js";
import { parseStrictly } from "./strict-parser.js";
import type { MessageValidator } from "./message.js";

/** The verdict on one line: `accept`, or `reject PATH: REASON`, fit for a terminal. */
export function verdictOn(line: string, validator: MessageValidator): string {
  const finding = checkLine(line, validator);
  if (finding === undefined) return "accept";
  return `reject ${printable(finding.path === "" ? "message" : finding.path)}: ${printable(finding.reason)}`;
}

function checkLine(line: string, validator: MessageValidator): Finding | undefined {
  const { value, fault } = read(line);
  if (fault !== undefined) return fault;
  if (!isRecord(value)) return lineFault("must be an object");
  const { kind, command, json } = value;
  if (!isMessageKind(kind)) return { path: "kind", reason: "must be command, reply, event or error" };
  if (json === undefined) return { path: "json", reason: "is missing" };
  return validator.check({ kind, command, json });
}

function read(line: string): { readonly value?: unknown; readonly fault?: Finding } {
  try {
    return { value: parseStrictly(line, { float: asFraction, repeated: refuse }) };
  } catch (error) {
    if (error instanceof RepeatedMember) {
      return { fault: lineFault(`has the member ${JSON.stringify(error.message)} twice in an object`) };
    }
    if (error instanceof SyntaxError) return { fault: lineFault("must be JSON") };
    throw error;
  }
}

/**
 * QEMU tells integers from other numbers by how they are written: 1.0 and 1e2 are none. Which number it is, no
 * rule asks, so that a fraction can stand for those whose value would pass for an integer's.
 */
function asFraction(): number {
  return 0.5;
}

class RepeatedMember extends Error {}

function refuse(key: string): never {
  throw new RepeatedMember(key);
}

function lineFault(reason: string): Finding {
  return { path: "line", reason };
}

function isRecord(value: unknown): value is Readonly<Record<"kind" | "command" | "json", unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
