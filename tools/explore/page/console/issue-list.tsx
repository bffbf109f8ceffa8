import type { VNode } from "preact";
import type { Issue } from "./form/check.js";
import { inputId } from "./fields/form-context.js";
import { formatPath } from "./form/path.js";

/** The most problems that are shown. */
const maxShown = 8;

/** The problems of the arguments. Each leads to its field. */
export function IssueList({ issues }: { readonly issues: readonly Issue[] }): VNode {
  return (
    <div class="issues" role="status" aria-label="Problems">
      {issues.length === 0 && <p class="issues-none">The arguments are valid.</p>}
      <ul>
        {issues.slice(0, maxShown).map(({ path, message }) => (
          <li key={`${formatPath(path)} ${message}`}>
            {path.length > 0 && (
              <button
                type="button"
                class="link-button"
                onClick={() => {
                  document.getElementById(inputId(path))?.focus();
                }}
              >
                {formatPath(path)}
              </button>
            )}{" "}
            {message}
          </li>
        ))}
      </ul>
      {issues.length > maxShown && <p>{`and ${issues.length - maxShown} more`}</p>}
    </div>
  );
}
