import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** A rule of WCAG 2.1 AA that a page breaks. */
export interface AccessibilityProblem {
  readonly rule: string;
  /** The elements, as selectors with the reason. */
  readonly elements: readonly string[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules of WCAG 2.1 AA that a program can check, and good practice. */
const allRules: readonly string[] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** Checks what a page shows. @param rules - default: all. Another theme changes `color-contrast` only. */
export async function accessibilityProblems(
  page: Page,
  rules: readonly string[] = allRules,
): Promise<readonly AccessibilityProblem[]> {
  await page.evaluate(axe);
  const options = JSON.stringify({ preload: false, runOnly: rules });
  const result = await page.evaluate<AxeResult>(`axe.run(document, ${options})`);
  return result.violations.map(({ id, nodes }) => ({
    rule: id,
    elements: nodes.map(({ target, failureSummary = "" }) => `${target.join(" ")}: ${failureSummary}`),
  }));
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}
