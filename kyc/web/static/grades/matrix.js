// Draws the migration matrix of a what-if: the grade in force down the side, the draft's along the bottom.

const place = document.getElementById("matrix");
const english = document.documentElement.lang === "en";
const { before, after, cells } = JSON.parse(place.dataset.matrix);
const names = (grades) => grades.map((grade) => (english ? grade.en : grade.zh));
const most = Math.max(1, ...cells.map(([, , customers]) => customers));

const chart = echarts.init(place, null, { renderer: "svg" });
chart.setOption({
  animation: false,
  grid: { left: 110, right: 20, top: 20, bottom: 50 },
  xAxis: { type: "category", data: names(after), name: place.dataset.after, nameLocation: "middle", nameGap: 30 },
  yAxis: { type: "category", data: names(before), name: place.dataset.before, inverse: true, nameLocation: "middle", nameGap: 90 },
  visualMap: { min: 0, max: most, show: false, inRange: { color: ["#f4f6fa", "#2458a6"] } },
  series: [
    {
      type: "heatmap",
      data: cells,
      label: {
        show: true,
        formatter: ({ value }) => (value[2] ? value[2].toLocaleString() : ""),
        color: "#111",
        textBorderColor: "#fff",
        textBorderWidth: 3,
      },
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
    },
  ],
});
window.addEventListener("resize", () => chart.resize());
