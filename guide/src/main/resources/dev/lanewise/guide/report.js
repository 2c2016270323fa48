"use strict";
// Draws the run that the page holds as JSON. Text goes in as textContent, never as markup.
const run = JSON.parse(document.getElementById("run").textContent);
const colours = ["#2563a8", "#d9742b", "#2c8a57"];

function element(tag, parent, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  parent.appendChild(made);
  return made;
}

function card(title, className) {
  const section = element("section", document.getElementById("cards"), undefined, className);
  element("h2", section, title);
  return section;
}

function figure(value, name) {
  const box = element("div", document.getElementById("figures"), undefined, "figure");
  element("b", box, value);
  element("span", box, name, "soft");
}

function chart(parent, option) {
  const box = element("div", parent, undefined, "chart");
  const drawn = echarts.init(box, null, {renderer: "svg"});
  drawn.setOption({color: colours, animation: false, grid: {left: 56, right: 20, top: 40, bottom: 44},
    tooltip: {trigger: "axis"}, legend: {top: 4}, ...option});
  window.addEventListener("resize", () => drawn.resize());
}

const axis = (name, more) => ({name, nameLocation: "middle", nameGap: 28, ...more});
const number = (value, digits) => value === null || value === undefined ? "-" : value.toFixed(digits);
const whole = value => Math.round(value).toLocaleString("en");

function words(parent, entries) {
  const table = element("table", parent, undefined, "words");
  for (const [name, value] of Object.entries(entries)) {
    const row = element("tr", table);
    element("td", row, name.replaceAll("_", " "), "soft");
    element("td", row, Array.isArray(value) ? value.join(", ") || "none" : String(value));
  }
}

function curves(title, training, validation, learningRate) {
  const series = [["training", training], ["validation", validation]]
    .filter(([, key]) => run.epochs.some(epoch => epoch[key] !== null && epoch[key] !== undefined));
  if (series.length === 0) return;
  chart(card(title), {
    xAxis: axis("epoch", {type: "category", data: run.epochs.map(epoch => epoch.epoch)}),
    yAxis: {type: "value", scale: true},
    series: series.map(([name, key]) => ({name, type: "line", showSymbol: run.epochs.length < 3,
      data: run.epochs.map(epoch => epoch[key])}))
  });
}

function heat(parent, names, counts) {
  const table = element("table", parent, undefined, "heat");
  const head = element("tr", table);
  element("th", head, "");
  names.forEach(name => element("th", head, name));
  counts.forEach((row, actual) => {
    const line = element("tr", table);
    element("th", line, names[actual], "row");
    const total = Math.max(1, row.reduce((a, b) => a + b, 0));
    row.forEach((count, predicted) => {
      const share = count / total;
      const cell = element("td", line, count);
      const hue = actual === predicted ? "37, 99, 168" : "200, 60, 40";
      // The root lets a few errors among hundreds show.
      const strength = count === 0 ? 0 : 0.08 + 0.8 * Math.sqrt(share);
      cell.style.background = count === 0 ? "#f4f6f9" : `rgba(${hue}, ${strength})`;
      cell.style.color = strength > 0.55 ? "#fff" : count === 0 ? "#a9b4c0" : "inherit";
      cell.title = `${names[actual]} taken for ${names[predicted]}: ${count} (${(100 * share).toFixed(1)} %)`;
    });
  });
}

function classification(test) {
  const confusion = card("Confusion matrix (test)", test.classes.length > 12 ? "wide" : "");
  heat(confusion, test.classes.map(c => c.name), test.confusion);
  element("p", confusion, "Rows: what samples are. Columns: what they were taken for. Errors are red.", "note");
  const table = element("table", card("Classes (test)"));
  const head = element("tr", table);
  ["class", "rows", "precision", "recall", "F1"].forEach(name => element("th", head, name));
  for (const c of test.classes) {
    const row = element("tr", table);
    [c.name, c.rows, number(c.precision, 4), number(c.recall, 4), number(c.f1, 4)]
      .forEach(value => element("td", row, value));
  }
  const bins = test.reliability.filter(bin => bin.rows > 0);
  const section = card("Reliability (test)");
  chart(section, {
    xAxis: axis("confidence", {type: "value", min: 0, max: 1}),
    yAxis: {type: "value", min: 0, max: 1},
    series: [{name: "accuracy", type: "line", symbolSize: 7, data: bins.map(bin => [bin.confidence, bin.accuracy])},
      {name: "perfectly calibrated", type: "line", showSymbol: false, lineStyle: {type: "dashed", width: 1},
        data: [[0, 0], [1, 1]]}]
  });
  element("p", section, `Of the samples decided with a confidence, the share that is right. Expected calibration error `
    + `${number(test.calibration_error, 4)}.`, "note");
  chart(card("Confidence of decisions (test)"), {
    legend: {show: false},
    xAxis: axis("confidence", {type: "category", axisLabel: {interval: 0, fontSize: 10},
      data: test.reliability.map((bin, i) => `${(i / 10).toFixed(1)}-${((i + 1) / 10).toFixed(1)}`)}),
    yAxis: {type: "value", name: "samples"},
    // Nearly all samples may stand in the last bar: the numbers tell of the others.
    series: [{name: "samples", type: "bar", label: {show: true, position: "top"},
      data: test.reliability.map(bin => bin.rows || null)}]
  });
}

function regression(test) {
  const all = test.points.flat();
  const ends = [Math.min(...all), Math.max(...all)];
  chart(card("Predicted and actual (test)"), {
    tooltip: {trigger: "item"},
    xAxis: axis("actual", {type: "value", scale: true}),
    yAxis: {type: "value", scale: true, name: "predicted"},
    series: [{name: "rows", type: "scatter", symbolSize: 6, itemStyle: {opacity: 0.6}, data: test.points},
      {name: "exact", type: "line", showSymbol: false, lineStyle: {type: "dashed", width: 1},
        data: ends.map(end => [end, end])}]
  });
}

document.getElementById("title").textContent = run.title;
document.getElementById("subtitle").textContent =
  `${run.data.training_rows.toLocaleString("en")} training rows, ${run.data.test_rows.toLocaleString("en")} test rows, `
  + `${run.data.features} features; backend ${run.backend}; ${run.finished}`;
const classes = run.test.accuracy !== undefined;
if (classes) {
  figure(number(run.test.accuracy, 4), "test accuracy");
  figure(number(run.test.macro_f1, 4), "macro F1");
} else {
  figure(run.test.rmse.toPrecision(4), "test RMSE");
  figure(number(run.test.r2, 4), "R2");
}
figure(whole(run.parameters), "parameters");
figure(`${run.epochs.length}`, "epochs");
figure(`${number(run.seconds, 1)} s`, "training");
figure(whole(run.samples_per_second), "samples per second");
curves("Loss", "training_loss", "validation_loss");
curves("Accuracy", "training_accuracy", "validation_accuracy");
(classes ? classification : regression)(run.test);
words(card("Settings"), run.settings);
words(card("Network, data and versions"), {network: run.network, backend: run.backend_details, ...run.data, ...run.versions});
