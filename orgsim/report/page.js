"use strict";
// Draws the figures of the page. plotly.js stands gzipped in the page itself, so that the page
// needs nothing from anywhere and opens from disk.
(async () => {
  const NARROW = 620; // pixels: below, panels stand under one another
  const CONFIG = { displayModeBar: false, responsive: true, displaylogo: false };

  const say = (text) => {
    for (const place of document.querySelectorAll(".plot")) {
      const line = document.createElement("p");
      line.className = "warning";
      line.textContent = text;
      place.replaceChildren(line);
    }
  };
  if (!("DecompressionStream" in window)) {
    say("This browser is too old to draw the figures (one from 2023 or later is needed). " +
        "All numbers in words and tables are on this page.");
    return;
  }
  const packed = document.getElementById("plotly").textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);

  const figures = JSON.parse(document.getElementById("figures").textContent);
  const drawn = {};
  const draw = async (width) => {
    for (const [id, shapes] of Object.entries(figures)) {
      const place = document.getElementById(id);
      const shape = (width || place.clientWidth) < NARROW ? "narrow" : "wide";
      if (drawn[id] !== shape) {
        drawn[id] = shape;
        const { data, layout } = shapes[shape];
        // A copy: plotly writes into what it is given.
        await Plotly.react(place, structuredClone(data), structuredClone(layout), CONFIG);
      }
      if (width) await Plotly.relayout(place, { width, autosize: false });
    }
  };
  await draw();
  document.documentElement.dataset.drawn = "true";

  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => draw(), 150);
  });
  window.addEventListener("beforeprint", () => draw(690));
  window.addEventListener("afterprint", async () => {
    for (const id of Object.keys(figures)) {
      await Plotly.relayout(id, { width: null, autosize: true });
    }
    await draw();
  });
})();
