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

/** Checks what a page shows by the rules of WCAG 2.1 AA that can be checked by a program, such as contrast and labels. */
export async function accessibilityProblems(page: Page): Promise<readonly AccessibilityProblem[]> {
  await page.evaluate(axe);
  const result = await page.evaluate<AxeResult>(
    `axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })`,
  );
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
