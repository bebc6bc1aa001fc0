/** Starts the page: language, theme, engine, elements. */
import "./element/page.js";
import { createLab } from "./engine/client.js";
import { locale, onLocale, preferredLocale, setLocale } from "./locale/index.js";
import { Store } from "./model/store.js";
import { applyTheme, preferredTheme, recall } from "./preferences.js";
import { Session } from "./session.js";

applyTheme(preferredTheme());
onLocale(() => (document.documentElement.lang = locale));
await setLocale(preferredLocale(recall("locale")));

const store = new Store();
const session = new Session(store, (onRestart, onEdit) =>
  createLab({ now: Math.floor(Date.now() / 1000), onRestart, ...(onEdit && { onEdit }) }),
);
const page = document.createElement("lab-page");
Object.assign(page, {
  store,
  handle: session.handle.bind(session),
  link: session.link.bind(session),
  language: session.language,
  terminal: session.terminal,
});
document.body.append(page);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") void session.leave();
});
const quiet = new URLSearchParams(location.search).has("quiet");
await session.start({ hash: location.hash, quiet });

// Only a built site has one; it is of no use to a page that is being worked on.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("./sw.js").catch((error: unknown) => console.info("works online only:", error));
}
