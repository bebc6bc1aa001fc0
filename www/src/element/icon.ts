/** Icons: 16 × 16, drawn with the text's colour, hidden from assistive technology because a word always stands beside them. */
import { svg, type SVGTemplateResult } from "lit";

export type IconName = keyof typeof PATHS;

const PATHS = {
  add: "M8 3v10M3 8h10",
  archive: "M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 9h3",
  auto: "M8 2.5a5.5 5.5 0 0 1 0 11zM8 2.5a5.5 5.5 0 0 0 0 11",
  base: "M2 5.5 8 2.5l6 3-6 3zM2 8l6 3 6-3M2 10.5l6 3 6-3",
  broken: "M8.8 1.8 5.2 7.4h4.4l-3 6.8",
  cached: "M3 8.4 6.4 12 13 4.5",
  chevron: "m6 3.5 4.5 4.5L6 12.5",
  close: "m4 4 8 8M12 4l-8 8",
  configured: "M2.5 5h11M2.5 8h4M2.5 11h3M12.5 6.8l1.7 1.7-4.4 4.4-2.1.4.4-2.1z",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  created: "M8 2.5v11M2.5 8h11M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6",
  download: "M8 2.5v7.5m-3.5-3L8 10.5 11.5 7M3 13.5h10",
  error: "M8 1.8 14.6 13.5H1.4zM8 6v3.6M8 11.4v.6",
  failed: "M5 5l6 6M11 5l-6 6M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8",
  file: "M4 1.8h5l3.2 3.2v9.2H4zM8.8 2v3.2H12",
  folder: "M1.8 3.5h4.4l1.5 1.7h6.5v7.6H1.8z",
  folderAdd: "M1.8 3.5h4.4l1.5 1.7h6.5v7.6H1.8zM8 7v4M6 9h4",
  folderUpload: "M1.8 3.5h4.4l1.5 1.7h6.5v7.6H1.8zM8 11.2V7M6 9l2-2 2 2",
  key: "M9.5 2.5a4 4 0 1 1 0 8 4 4 0 0 1-1.6-.4L6 12H4.5v1.5H2.5v-2L6 8.2a4 4 0 0 1 3.5-5.7M10.8 5.2v.1",
  link: "M6.8 9.2 9.2 6.8M5.8 7.2 3.6 9.4a2.1 2.1 0 0 0 3 3l2.2-2.2M10.2 8.8l2.2-2.2a2.1 2.1 0 0 0-3-3L7.2 5.8",
  metadata: "M2.5 5h11M2.5 8h7M2.5 11h9",
  missed: "M8.8 1.8 5.2 7.4h4.4l-3 6.8",
  moon: "M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8",
  pencil: "m3 13 .6-2.8 7-7 2.2 2.2-7 7zM9.2 4.6l2.2 2.2",
  play: "M4.5 2.8v10.4l8.5-5.2z",
  rebuilt: "M13 8a5 5 0 1 1-1.6-3.7M13 2.2v3h-3",
  redo: "M13.5 6.5h-7a4 4 0 0 0 0 8h2M10.5 3.5l3 3-3 3",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M3 2.2v3h3",
  running: "M8 2.2a5.8 5.8 0 1 0 5.8 5.8",
  share: "M12 5.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4M4 9.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4M12 14.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4M5.5 7.2l5-2.8M5.5 8.8l5 2.8",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  stop: "M4 4h8v8H4z",
  stopped: "M3.5 8h9",
  sun: "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M3 13l1.2-1.2M11.8 4.2 13 3",
  trash: "M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9",
  undo: "M2.5 6.5h7a4 4 0 0 1 0 8h-2M5.5 3.5l-3 3 3 3",
  unneeded: "M3 13 13 3",
  upload: "M8 10.5V3M4.5 6.2 8 2.7l3.5 3.5M3 13.5h10",
  waiting: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M8 5v3.2l2 1.3",
  warning: "M8 1.8 14.6 13.5H1.4zM8 6v3.6M8 11.4v.6",
} as const;

/** The drawing alone, for what is not made of templates. */
export function iconPath(name: IconName): string {
  return PATHS[name];
}

export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}
