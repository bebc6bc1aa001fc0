/**
 * Turns `<pre class="layerlab">` and `<a class="layerlab" href="project.json">` into embedded labs:
 *   <script defer src="https://example.org/layerlab/loader.js"></script>
 * `data-*` attributes become the lab's: data-height, data-theme, data-locale, data-panes, data-autorun, data-readonly …
 */
(function () {
  var here = document.currentScript ? document.currentScript.src : location.href;
  var NAMES = ["theme", "locale", "profile", "autorun", "readonly", "panes", "tag"];

  function embed(place) {
    if (place.layerlab) return;
    var address = new URL("embed.html", here);
    var query = address.searchParams;
    NAMES.forEach(function (name) {
      if (place.dataset[name] !== undefined) query.set(name, place.dataset[name]);
    });
    query.set("origin", location.origin);
    var link = place.tagName === "A";
    var lesson = place.dataset.lesson;
    // Relative to the page, as every address in it.
    if (lesson) query.set("lesson", new URL(lesson, document.baseURI).href);
    else if (link) query.set("src", place.href);
    var frame = document.createElement("iframe");
    frame.src = address.href;
    frame.loading = "lazy";
    frame.title = place.title || (link && place.textContent) || "Layerlab";
    frame.allow = "clipboard-write";
    var height = place.dataset.height || place.style.height || "460";
    frame.style.cssText = "display:block;box-sizing:border-box;width:100%;border:0;height:" + (/^\d+$/.test(height) ? height + "px" : height);
    frame.onload = function () {
      var channel = new MessageChannel();
      var files = link || lesson ? undefined : { Dockerfile: place.textContent.replace(/^\s*\n/, "").replace(/\s*$/, "\n") };
      channel.port1.onmessage = function (event) {
        if (event.data.kind !== "event") return;
        frame.dispatchEvent(new CustomEvent("layerlab-" + event.data.name, { detail: event.data.detail, bubbles: true }));
      };
      frame.layerlab = channel.port1;
      frame.contentWindow.postMessage({ type: "layerlab", files: files }, address.origin, [channel.port2]);
    };
    place.layerlab = frame;
    place.replaceWith(frame);
  }

  function all() {
    document.querySelectorAll("pre.layerlab, a.layerlab").forEach(embed);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
