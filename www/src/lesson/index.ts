/** Everything about lessons that is loaded when the first one is opened. */
export { Bench } from "./bench.js";
export { Teacher } from "./teacher.js";
