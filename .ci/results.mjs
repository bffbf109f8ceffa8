// Prints the counts of the test runner's report, passed, failed and skipped, and then each failure.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(report.numPassedTests, report.numFailedTests, report.numPendingTests);
for (const file of report.testResults) {
  const failed = file.assertionResults.filter(({ status }) => status === "failed");
  for (const { fullName, failureMessages } of failed)
    print(`${file.name}: ${fullName}: ${failureMessages.join("\n")}`);
  if (failed.length === 0 && file.status === "failed") print(`${file.name}: ${file.message}`);
}

function print(failure) {
  console.log(`FAILED: ${failure.slice(0, 2_000)}`);
}
