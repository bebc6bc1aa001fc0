// Keeps the whole site after the first visit. Hashed assets come from the cache, pages from the network as long as there is one.
const CACHE = "layerlab-6e586a972e72";
const FILES = ["./","icon.svg","manifest.webmanifest","assets/arg-env-4uGG8sae.js","assets/arg-env-CaNMf-4P.js","assets/arg-env-OwYf5GZv.js","assets/assets-web-4KZY6j_l.js","assets/bench-GEq0BuBi.js","assets/build-Bh0oWVcj.js","assets/build-CkoajYcf.js","assets/build-CmFqEVBl.js","assets/build-fEv7mvg6.js","assets/busybox-httpd-DmAXlW91.js","assets/bytes-C-Xpdb_8.js","assets/cache-D82LXagD.js","assets/cache-nvB6dh9l.js","assets/cache-t_iIAB2x.js","assets/catalog-images-D3I2Ph44.bin","assets/catalog-packages-Udtsdyj-.bin","assets/changes-ADEPjImE.js","assets/combine-BC82FkD5.js","assets/combine-C8b1rYFC.js","assets/combine-a0Qazudc.js","assets/command-B7z2_9gc.js","assets/commands-ClMUlx-P.js","assets/commit-BM7SBAEW.js","assets/commit-BtUg2gmg.js","assets/commit-D1TEGtWr.js","assets/compare-RDna7Z-U.js","assets/container-CTtKlUJw.js","assets/containers-Bp3tAF92.js","assets/containers-CpZYD46g.js","assets/containers-TN_9w5Ae.js","assets/copy-D-_zMKui.js","assets/course-B9P0SHv_.js","assets/course-C2ap2u3v.js","assets/course-DiNQGB-V.js","assets/decorate-BAvrU1mz.js","assets/dialog-B1tfE_4s.js","assets/diff-CaUsQtz5.js","assets/dockerfile-BN4JP8T7.js","assets/dockerfile-BQqk0c0j.js","assets/dockerfile-BYBgn4sN.js","assets/dockerignore-Bi_FBlYS.js","assets/dockerignore-Cs4aKsnI.js","assets/dockerignore-MwN7g68O.js","assets/download-DjNvyrGG.js","assets/embed-C66YwzZJ.css","assets/embed-DObjxLDI.js","assets/en-m-0tABMq.js","assets/finished-Cf7f8u_y.js","assets/finished-p8JRGxRL.js","assets/format-CBPtByo6.js","assets/format-CPtH1Js8.js","assets/graph-DRtcCYyS.js","assets/help-ko-kePG3vjZ.js","assets/history-Bkln5JgN.js","assets/history-DLQqSenC.js","assets/history-g6CuF4jb.js","assets/httpd-ArIIe2HS.js","assets/ibm-plex-mono-latin-400-normal-DMJ8VG8y.woff2","assets/ibm-plex-mono-latin-600-normal-BgSNZQsw.woff2","assets/ibm-plex-sans-latin-wght-normal-IvpUvPa2.woff2","assets/icon-C-MUDcWv.js","assets/images-Canxd9GB.js","assets/images-DKgPRN4h.js","assets/immutable-80IMUL_5.js","assets/immutable-C5XuLDiQ.js","assets/immutable-Z7kPWOba.js","assets/index-B4_Ocq66.css","assets/index-CVKlHzUy.js","assets/inline-DQ13OYd8.js","assets/javascript-D9JIDf4o.js","assets/ko-A6-6xjDc.js","assets/ko-Bf2eRf7b.js","assets/lab-C1dpLpGa.js","assets/layerlab_bg-i9VbCj7A.wasm","assets/layerlab_rest-CthWJjgc.wasm","assets/lesson-Btj6Nr3y.js","assets/lesson-BwtOfbdJ.js","assets/lesson-D8M4uU3K.js","assets/link-mount-B5INBm07.js","assets/link-mount-BLDNXDtS.js","assets/link-mount-DLEpyHA7.js","assets/lit-BUxpUABm.js","assets/locale-CEVsirdM.js","assets/looks-BGlr7fAl.js","assets/mtime-BX9DklXb.js","assets/mtime-DOohDMsH.js","assets/mtime-DQt8okWV.js","assets/multi-stage-CK_Ip4h4.js","assets/multi-stage-DeHGoYnF.js","assets/multi-stage-nRnKeIqM.js","assets/nc-ZkepLjF_.js","assets/net-BggymLvn.js","assets/never-W8cYibiA.js","assets/nginx-DQ1A7V22.js","assets/node-CGNvEuzv.js","assets/node-guest-Dc37POax.js","assets/nslookup-Dk5xoitl.js","assets/palette-OqenCe5D.js","assets/ping-Chv5vstT.js","assets/postgres-CkQJiONk.js","assets/preferences-FG3-2Tre.js","assets/preload-helper-BQUUbbNx.js","assets/preview-F6RV1tQf.js","assets/problems-Dmn26EDm.js","assets/process-eNIsAR8a.js","assets/progress-CoKRa0gK.js","assets/project-DJuWh5O1.js","assets/properties-C357ku5U.js","assets/pull-B-tMD0XH.js","assets/pull-BhBu85U9.js","assets/pull-M6k5YH0S.js","assets/python-CtSqXQhU.js","assets/python-DIWH3FmR.js","assets/query-DDQkTGvL.js","assets/quickjs-CPj1m5Vp.js","assets/quickjs-uFzwHH0Y.wasm","assets/recorder-C-x2Mtb2.js","assets/redis-Ue4BiQZf.js","assets/reorder-BuQNiABf.js","assets/reorder-C5WKbJih.js","assets/reorder-_nc2clpv.js","assets/run-CW87acvF.js","assets/run-DRkhBeBs.js","assets/run-Oexm6sUA.js","assets/running-c6csRxd7.js","assets/screen-B-fdvr2A.js","assets/sentence-XmbPSHbn.js","assets/setup-BXI-rcS3.js","assets/share-D0VsR_1a.js","assets/share-DT1wFFZh.js","assets/sharing-3i6Zf9Dl.js","assets/sharing-BTL0OKtn.js","assets/sharing-CcmdbX5c.js","assets/sharing-u_gzJhFb.js","assets/shell-DwuoZtxw.js","assets/shortcuts-DqG1V6Ly.js","assets/state-CHUjFHv3.js","assets/static-CtSEBG74.js","assets/step-details-JuvuxiFS.js","assets/teacher-BbpbfO75.js","assets/terminal-COLMWdI9.js","assets/text-BJUfCWIH.js","assets/theme-C5RU8ov2.js","assets/time-9kBGyCBf.js","assets/tree-C1J8p9mV.js","assets/verbs-BeTIYNW2.js","assets/vi-Co64J01D.js","assets/vim-D47NVRXP.js","assets/waste-BnaHgSJI.js","assets/waste-CseRW4pq.js","assets/waste-DEdq7gq3.js","assets/words-B1nePPjc.js","assets/words-C1PxdRxV.js","assets/worker-Bsle9JGl.js","assets/yaml-BEzOWJ7L.js","assets/zip-8b7KC1CR.js","docs/ARCHITECTURE.html","docs/CHANGELOG.html","docs/CONTRIBUTING.html","docs/LICENSE.html","docs/api/index.html","docs/catalog.html","docs/cost.html","docs/embedding.html","docs/explain-ci.html","docs/explain.html","docs/fidelity.html","docs/index.html","docs/lessons.html","docs/network.html","docs/page.png","embed.html","gallery.html","gallery.ko.html","lessons/arg-env.json","lessons/build.json","lessons/cache.json","lessons/combine.json","lessons/commit.json","lessons/dockerfile.json","lessons/dockerignore.json","lessons/history.json","lessons/immutable.json","lessons/link-mount.json","lessons/mtime.json","lessons/multi-stage.json","lessons/pull.json","lessons/reorder.json","lessons/run.json","lessons/sharing.json","lessons/waste.json","licences.html","site.css"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

// The version before stays: a page that is still open may want a part of it that it hasn't loaded yet.
async function tidy() {
  const names = (await caches.keys()).filter((name) => name.startsWith("layerlab-") && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(request.mode === "navigate" ? page(request) : asset(request));
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept !== undefined) return kept;
    throw error;
  }
}

async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}
