/** Typed reasons and notices in the words of the page's language. */
import type { MissReason } from "../engine/wire.js";
import type { Miss } from "../model/build.js";
import type { LineForecast, Outlook } from "../model/forecast.js";
import { assertNever } from "../model/never.js";
import type { NoticeText } from "../model/state.js";
import { formatSize } from "../model/text.js";
import { formatSeconds } from "../model/time.js";
import type { Deed } from "../model/timeline.js";
import { t } from "./index.js";

/** One reason, as a clause without a full stop. */
export function reasonSentence(reason: MissReason): string {
  switch (reason.kind) {
    case "firstBuild":
      return t.reason.firstBuild;
    case "noCache":
      return t.reason.noCache;
    case "pruned":
      return t.reason.pruned;
    case "instruction":
      return t.reason.instruction;
    case "file": {
      const text = t.reason.file[reason.change](reason.path);
      return reason.line === undefined ? text : t.reason.fileLine(text, reason.line);
    }
    case "variable":
      return t.reason.variable(reason.name);
    case "parent":
      return t.reason.parent(reason.name);
    case "base":
      return t.reason.base;
    case "option":
      return t.reason.option(reason.name);
    default:
      return assertNever(reason);
  }
}

/** A miss in one clause: its first reason, and how many others there are. */
export function missSentence(miss: Miss): string {
  const [first, ...others] = miss.reasons;
  if (first === undefined) return miss.summary;
  return others.length === 0 ? reasonSentence(first) : `${reasonSentence(first)}, ${t.reason.more(others.length)}`;
}

export function noticeText(text: NoticeText): string {
  switch (text.kind) {
    case "engineBroken":
      return t.notice.engineBroken(text.message);
    case "restarted":
    case "link":
    case "otherTab":
    case "newerLink":
    case "brokenLink":
    case "hint":
      return t.notice[text.kind];
    case "tooLarge":
      return t.notice.tooLarge(text.path, formatSize(text.size), formatSize(text.limit));
    case "projectFull":
      return t.notice.projectFull(text.path, formatSize(text.limit));
    case "storage":
      return t.notice.storage(text.message);
    case "refused":
      return text.message;
    case "lessonHint":
      return text.text;
    case "removed":
      return t.notice.removed(text.path);
    case "reset":
      return t.notice.reset;
    case "loaded":
      return t.notice.loaded(text.names);
    case "recording":
      return t.notice.recording;
    case "nothingRecorded":
      return t.notice.nothingRecorded;
    case "noImage":
      return t.notice.noImage;
    default:
      return assertNever(text);
  }
}

/** What led to a moment, for the slider over all of them. */
export function deedSentence(deed: Deed): string {
  switch (deed.kind) {
    case "start":
    case "link":
    case "back":
      return t.deed[deed.kind];
    case "edit":
    case "create":
    case "remove":
      return t.deed[deed.kind](deed.path);
    case "rename":
      return t.deed.rename(deed.from, deed.to);
    case "mode":
      return t.deed.mode(deed.path, deed.mode.toString(8).padStart(4, "0"));
    case "import":
      return t.deed.import(deed.count);
    case "example":
      return t.deed.example(deed.name);
    case "lesson":
      return t.deed.lesson(deed.id);
    case "build":
      return t.deed.build(deed.number);
    case "command":
      return deed.line;
    default:
      return assertNever(deed);
  }
}

/** What a line of the Dockerfile would come to. */
export function forecastSentence({ state, reasons, message }: LineForecast): string {
  if (message !== undefined) return message;
  const [first] = reasons;
  const word = t.forecast[state];
  return first === undefined || state === "created" ? word : `${word}: ${reasonSentence(first)}`;
}

/** The same with what the step cost when it last ran. */
export function forecastWithCost(line: LineForecast): string {
  const { seconds, state } = line;
  const sentence = forecastSentence(line);
  if (seconds === undefined || line.message !== undefined) return sentence;
  const cost = formatSeconds(seconds);
  return `${sentence} (${state === "cached" ? t.forecast.saves(cost) : t.forecast.costs(cost)})`;
}

/** The whole next build in one sentence. */
export function outlookSentence({ lines, failure }: Outlook): string {
  if (failure !== undefined) return failure;
  const cached = lines.filter((line) => line.state === "cached").length;
  const count = t.forecast.count(cached, lines.length);
  const broken = lines.find((line) => line.state === "missed" || line.state === "failed");
  const seconds = lines.reduce((sum, line) => sum + (line.state === "cached" ? 0 : (line.seconds ?? 0)), 0);
  const cost = seconds === 0 ? "" : ` (${t.forecast.costs(formatSeconds(seconds))})`;
  return broken === undefined ? count : `${count} ${forecastSentence(broken)}${cost}`;
}
