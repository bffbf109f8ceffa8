export { ManualClock } from "../../../runtime/testing/index.js";
