"use strict";
// Draws the figures of the page. They and plotly.js stand gzipped in the page itself, so that the
// page needs nothing from anywhere and opens from disk.
(async () => {
  const NARROW = 620; // pixels: below, panels stand under one another
  // Not responsive: plotly forgets a figure's height when it follows the window by itself.
  const CONFIG = { displayModeBar: false, displaylogo: false };

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
  const unpacked = async (id) => {
    const packed = document.getElementById(id).textContent.trim();
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };
  const script = document.createElement("script");
  script.textContent = await unpacked("plotly");
  document.head.append(script);

  const figures = JSON.parse(await unpacked("figures"));
  // A figure of one day at a time brings its days along; a slider of the page's own goes through
  // them, which a keyboard and a screen reader can use, as they cannot that of plotly.
  const slide = async (id) => {
    const slider = document.getElementById(`${id}-slider`);
    if (!slider) return;
    const shape = figures[id][document.getElementById(id).dataset.shape];
    const step = shape.steps[slider.value];
    slider.nextElementSibling.value = step.label;
    slider.setAttribute("aria-valuetext", step.label);
    await Plotly.update(id, ...structuredClone(step.args));
  };
  for (const slider of document.querySelectorAll("input[type=range]")) {
    slider.addEventListener("input", () => slide(slider.id.replace("-slider", "")));
  }
  const draw = async (width) => {
    for (const [id, shapes] of Object.entries(figures)) {
      const place = document.getElementById(id);
      const shape = (width || place.clientWidth) < NARROW ? "narrow" : "wide";
      const { data = shapes.wide.data, layout } = shapes[shape];
      // Streams glide to their new places for half a second, for which paper does not wait.
      const afresh = width && data.some((trace) => trace.type === "sankey");
      if (afresh) {
        const wide = { ...structuredClone(layout), width, autosize: false };
        await Plotly.newPlot(place, structuredClone(data), wide, CONFIG);
        place.dataset.shape = shape;
        continue;
      }
      if (place.dataset.shape !== shape) {
        place.dataset.shape = shape;
        // A copy: plotly writes into what it is given.
        await Plotly.react(place, structuredClone(data), structuredClone(layout), CONFIG);
        await slide(id);
      }
      const wanted = width || place.clientWidth;
      if (place._fullLayout.width !== wanted) {
        await Plotly.relayout(place, { width: wanted, autosize: false });
      }
    }
  };
  await draw();
  document.documentElement.dataset.drawn = "true";

  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => draw(), 150);
  });
  let printing;
  window.addEventListener("beforeprint", () => {
    printing = draw(690);
  });
  window.addEventListener("afterprint", async () => {
    await printing;
    // Anew: what had the width of paper would keep its place, and lie over what is below it.
    for (const id of Object.keys(figures)) {
      Plotly.purge(id);
      delete document.getElementById(id).dataset.shape;
    }
    await draw();
  });
})();
