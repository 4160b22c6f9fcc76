// Times redraws of our engine and of uPlot in turns, on the same page and the same data.
//
// `total` is the time from the call until a pixel of the canvas can be read, which makes the
// browser finish what it had put off; `script` is the time until the call returned. Numbers are
// medians in milliseconds. Nothing is cached between redraws: every one reads all points.
"use strict";

const WIDTH = 800;
const HEIGHT = 400;
const WARM_UPS = 3;
const COLOURS = ["#265ee7", "#aa3300", "#02a377", "#dd68c3", "#9c8200", "#8217aa"];

const median = times => times.slice().sort((a, b) => a - b)[times.length >> 1];
const frame = () => new Promise(done => requestAnimationFrame(done));

/// Falling curves with noise, the same for everybody.
function makeData(count, points) {
  const x = new Float64Array(points);
  for (let i = 0; i < points; i++) x[i] = i;
  const y = [];
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  for (let s = 0; s < count; s++) {
    const values = new Float64Array(points);
    for (let i = 0; i < points; i++) {
      const t = i / points;
      const noise = random() + random() + random() - 1.5;
      values[i] = 2 / (1 + 9 * t) + 0.25 + 0.02 * s + 0.15 * noise * (1.2 - t);
    }
    y.push(values);
  }
  return { x, y, narrow: y.map(values => Float32Array.from(values)) };
}

function newCanvas(width, height) {
  const canvas = document.body.appendChild(document.createElement("canvas"));
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  canvas.style.display = "block";
  return canvas;
}

function newPlot(data, width, height, lineWidth) {
  const plot = new wasm_bindgen.Plot(width, height, devicePixelRatio, lineWidth);
  plot.set_x(data.x);
  copySeries(plot, data);
  return plot;
}

function copySeries(plot, data) {
  data.narrow.forEach((values, i) => plot.set_series(i, COLOURS[i % COLOURS.length], values));
}

function newKinds(columns, length) {
  const kinds = new wasm_bindgen.Kinds(devicePixelRatio);
  makeData(columns, length).y.forEach(values => kinds.push(values));
  return kinds;
}

function newUPlot(data, width, height, lineWidth, place) {
  const series = data.y.map((_, i) => ({
    stroke: COLOURS[i % COLOURS.length],
    width: lineWidth,
    points: { show: false },
  }));
  const options = {
    width,
    height,
    series: [{}, ...series],
    scales: { x: { time: false } },
    legend: { show: false },
    cursor: { show: false },
  };
  return new uPlot(options, [data.x, ...data.y], place ?? document.body);
}

/// Waits until all pixels of a canvas are there.
const finish = canvas => canvas.getContext("2d").getImageData(0, 0, 1, 1);

/// Runs each contender in turn and gives the medians of both times.
function inTurns(contenders, rounds) {
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map(name => [name, { total: [], script: [] }]));
  for (let round = 0; round < WARM_UPS + rounds; round++) {
    for (const name of names) {
      const { draw, canvases } = contenders[name];
      const start = performance.now();
      draw(round);
      const called = performance.now();
      canvases.forEach(finish);
      const end = performance.now();
      if (round >= WARM_UPS) {
        times[name].total.push(end - start);
        times[name].script.push(called - start);
      }
    }
  }
  return Object.fromEntries(
    names.map(name => [
      name,
      { total: median(times[name].total), script: median(times[name].script) },
    ]),
  );
}

/// A chart by each contender, with a way to draw it again and one to clean up.
function contest(count, points, lineWidth, extra) {
  const data = makeData(count, points);
  const plot = newPlot(data, WIDTH, HEIGHT, lineWidth);
  const other = newUPlot(data, WIDTH, HEIGHT, lineWidth);
  const canvases = { raster: newCanvas(WIDTH, HEIGHT), commands: newCanvas(WIDTH, HEIGHT) };
  const ours = name => ({
    canvases: [canvases[name]],
    draw: () => plot.draw(canvases[name], name),
  });
  const contenders = {
    // In a batch uPlot draws before it returns, not in a microtask.
    uplot: {
      canvases: [other.ctx.canvas],
      draw: () => other.batch(() => other.setData([data.x, ...data.y])),
    },
    raster: ours("raster"),
    commands: ours("commands"),
    ...extra?.({ data, plot, canvases }),
  };
  const clean = () => {
    other.destroy();
    plot.free();
    Object.values(canvases).forEach(canvas => canvas.remove());
  };
  return { data, plot, other, canvases, contenders, clean };
}

const contests = {
  /// One set of data, drawn again and again.
  async redraw([count, points, rounds, withCopy]) {
    const copying = ({ data, plot, canvases }) => ({
      copied: {
        canvases: [canvases.raster],
        draw: () => {
          copySeries(plot, data);
          plot.draw(canvases.raster, "raster");
        },
      },
    });
    const { contenders, clean } = contest(count, points, 1, withCopy ? copying : null);
    await frame();
    const times = inTurns(contenders, rounds);
    clean();
    return times;
  },

  /// Steps of zooming in, each window different from the one before.
  async zoom([count, points, rounds]) {
    const { plot, other, canvases, clean } = contest(count, points, 1);
    const range = round => {
      const share = [0.5, 0.1, 0.01][round % 3];
      const low = points * (0.2 + 0.01 * round);
      return [low, low + points * share];
    };
    plot.draw(canvases.raster, "raster");
    const zoomed = name => ({
      canvases: [canvases[name]],
      draw: round => {
        plot.set_range(...range(round));
        plot.draw(canvases[name], name);
      },
    });
    const times = inTurns(
      {
        uplot: {
          canvases: [other.ctx.canvas],
          draw: round => {
            const [min, max] = range(round);
            other.batch(() => other.setScale("x", { min, max }));
          },
        },
        raster: zoomed("raster"),
        commands: zoomed("commands"),
      },
      rounds,
    );
    clean();
    return times;
  },

  /// Finding what is under the pointer, and drawing the cursor there.
  async hover([count, points]) {
    const { plot, canvases, clean } = contest(count, points, 1);
    plot.draw(canvases.raster, "raster");
    const overlay = newCanvas(WIDTH, HEIGHT);
    const places = Array.from({ length: 200 }, (_, i) => [60 + ((i * 37) % 700), 20 + ((i * 53) % 340)]);
    const lookups = [];
    const cursors = [];
    for (let round = 0; round < 15; round++) {
      let start = performance.now();
      for (const [x, y] of places) plot.nearest(x, y);
      lookups.push((performance.now() - start) / places.length);
      start = performance.now();
      for (const [x, y] of places.slice(0, 20)) {
        plot.draw_cursor(overlay, x, y);
        finish(overlay);
      }
      cursors.push((performance.now() - start) / 20);
    }
    overlay.remove();
    clean();
    return { lookup: median(lookups), cursor: median(cursors) };
  },

  /// A page of charts, from nothing to the last pixel.
  async dashboard([charts, count, points, rounds]) {
    const [width, height] = [420, 260];
    const data = makeData(count, points);
    const times = { uplot: [], raster: [], commands: [] };
    for (let round = 0; round < rounds + 1; round++) {
      for (const name of Object.keys(times)) {
        const place = document.body.appendChild(document.createElement("div"));
        const start = performance.now();
        const made = Array.from({ length: charts }, () => {
          if (name === "uplot") {
            const chart = newUPlot(data, width, height, 1, place);
            return { canvas: chart.ctx.canvas, free: () => chart.destroy() };
          }
          const canvas = place.appendChild(newCanvas(width, height));
          const plot = newPlot(data, width, height, 1);
          plot.draw(canvas, name);
          return { canvas, free: () => plot.free() };
        });
        // uPlot draws a new chart in a microtask.
        await null;
        made.forEach(chart => finish(chart.canvas));
        if (round > 0) times[name].push(performance.now() - start);
        made.forEach(chart => chart.free());
        place.remove();
        await frame();
      }
    }
    return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
  },

  /// Prepares a chart that is drawn again in every frame, to measure the whole browser outside.
  async keepDrawing([name, count, points, frames]) {
    const { contenders, clean } = contest(count, points, 1);
    const draw = name === "idle" ? () => {} : contenders[name].draw;
    for (let i = 0; i < frames; i++) {
      await frame();
      draw(i);
    }
    clean();
    return frames;
  },

  /// Smoothing of all points anew, with a little more of it each time.
  async smooth([count, points, regular, kind, amount, more, rounds]) {
    const data = makeData(count, points);
    if (!regular) data.x.forEach((x, i) => (data.x[i] = x + 0.3 * Math.sin(i * 1.7)));
    const plot = newPlot(data, WIDTH, HEIGHT, 1);
    plot.widen();
    const times = [];
    for (let round = 0; round < rounds + 1; round++) {
      const start = performance.now();
      plot.smooth(kind, amount + more * round);
      if (round > 0) times.push(performance.now() - start);
    }
    plot.free();
    return median(times);
  },

  /// Many sparklines, each on a canvas of its own, and the same as paths.
  async sparks([count, points, rounds]) {
    const sparks = newKinds(count, points);
    const canvases = Array.from({ length: count }, () => newCanvas(80, 20));
    const times = inTurns(
      {
        canvases: {
          canvases,
          draw: () => canvases.forEach((canvas, i) => sparks.draw_spark(i, canvas)),
        },
        paths: { canvases: [], draw: () => canvases.forEach((_, i) => sparks.spark_path(i)) },
      },
      rounds,
    );
    canvases.forEach(canvas => canvas.remove());
    sparks.free();
    return times;
  },

  /// Another kind of chart by both backends.
  async kind([name, columns, length, rounds]) {
    const chart = newKinds(columns, length);
    const canvases = { raster: newCanvas(WIDTH, HEIGHT), commands: newCanvas(WIDTH, HEIGHT) };
    const drawn = backend => ({
      canvases: [canvases[backend]],
      draw: () => chart["draw_" + name](canvases[backend], backend),
    });
    const times = inTurns({ raster: drawn("raster"), commands: drawn("commands") }, rounds);
    Object.values(canvases).forEach(canvas => canvas.remove());
    chart.free();
    return times;
  },

  /// The backend that the app would choose here.
  async choice() {
    return wasm_bindgen.chosen_backend(devicePixelRatio);
  },
};

/// Whether the engine is ready.
const ready = wasm_bindgen({ module_or_path: "engine.wasm" }).then(() => true);

/// Runs one contest; errors come back as text.
function runContest(name, values, done) {
  ready.then(() => contests[name](values)).then(done, error => done(String(error.stack ?? error)));
}
