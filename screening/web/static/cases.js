// Draws the charts of cases: deals over time, flows of money, the workload. Words and data come from the page.

const english = document.documentElement.lang === "en";
const word = (text) => (typeof text === "string" ? text : english ? text.en : text.zh);
const charts = [];

function draw(id, option) {
  const place = document.getElementById(id);
  if (!place) return;
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({ animation: false, aria: { enabled: true }, ...option(JSON.parse(place.dataset.chart)) });
  charts.push(chart);
}

draw("case-timeline", ({ series }) => ({
  grid: { left: 80, right: 20, top: 40, bottom: 40 },
  legend: { top: 0, data: series.map((one) => word(one.name)) },
  tooltip: { formatter: ({ value }) => value[2] },
  xAxis: { type: "time" },
  yAxis: { type: "value" },
  color: ["#2458a6", "#9a3412"],
  series: series.map((one) => ({ name: word(one.name), type: "scatter", data: one.points })),
}));

draw("case-flows", ({ nodes, links }) => ({
  tooltip: { formatter: ({ data }) => (data.currency ? `${data.currency} ${data.value.toLocaleString()}` : word(data.label)) },
  series: [
    {
      type: "sankey",
      left: 20,
      right: 120,
      nodes: nodes.map(({ id, name }) => ({ name: id, label: { formatter: word(name) } })),
      links,
      lineStyle: { color: "source", opacity: 0.35 },
    },
  ],
}));

const bars = (rows) => ({
  grid: { left: 40, right: 20, top: 20, bottom: 40 },
  xAxis: { type: "category", data: rows.map(([name]) => word(name)) },
  yAxis: { type: "value", minInterval: 1 },
  color: ["#2458a6"],
  series: [{ type: "bar", data: rows.map(([, count]) => count), label: { show: true, position: "top" } }],
});
draw("load-age", ({ age }) => bars(age));
draw("load-person", ({ person }) => bars(person));

window.addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
