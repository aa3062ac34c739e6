/** Draws curves as SVG, plain enough to be read in a document on a light page or a dark one. */

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly curves: readonly Curve[];
  /** The vertical axis grows by factors, as the horizontal one always does. */
  readonly isLogY: boolean;
}

const COLOURS = ["#2f6fde", "#d9822b", "#3a9d5d", "#a854c7", "#c23b4b"];
const INK = "#6b7280";
const [WIDTH, HEIGHT] = [460, 320];
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 26, 34, 92];

/** Side by side. */
export function drawCharts(charts: readonly Chart[]): string {
  const drawn = charts.map(
    (chart, place) => `<g transform="translate(${place * WIDTH} 0)">${draw(chart)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * charts.length} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

function draw({ title, xTitle, yTitle, curves, isLogY }: Chart): string {
  const xs = curves.flatMap(({ points }) => points.map(([x]) => x));
  const ys = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const [xFrom, xTo] = [Math.log10(Math.min(...xs)), Math.log10(Math.max(...xs))];
  const yMax = Math.max(...ys);
  const [yFrom, yTo] = isLogY
    ? [Math.floor(Math.log10(Math.min(...ys))), Math.ceil(Math.log10(yMax))]
    : [0, niceAbove(yMax)];
  const xAt = (x: number): number =>
    LEFT + ((Math.log10(x) - xFrom) / (xTo - xFrom || 1)) * (WIDTH - LEFT - RIGHT);
  const yAt = (y: number): number =>
    HEIGHT - BOTTOM - (((isLogY ? Math.log10(y) : y) - yFrom) / (yTo - yFrom || 1)) * (HEIGHT - TOP - BOTTOM);
  const yTicks = isLogY
    ? Array.from({ length: yTo - yFrom + 1 }, (_, step) => 10 ** (yFrom + step))
    : Array.from({ length: 5 }, (_, step) => (yTo / 4) * step);
  const xTicks = [...new Set(xs)].toSorted((one, other) => one - other);
  const baseline = HEIGHT - BOTTOM;
  return [
    text(LEFT, 18, title, "start", "600"),
    ...yTicks.map((y) => {
      const at = yAt(y).toFixed(1);
      const line = `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}" stroke="${INK}" stroke-opacity="0.25"/>`;
      return line + text(LEFT - 6, Number(at) + 4, short(y), "end");
    }),
    ...xTicks.map((x) => text(Number(xAt(x).toFixed(1)), baseline + 16, short(x), "middle")),
    text((LEFT + WIDTH - RIGHT) / 2, baseline + 34, xTitle, "middle"),
    `<text transform="translate(14 ${(TOP + baseline) / 2}) rotate(-90)" text-anchor="middle" fill="${INK}">${yTitle}</text>`,
    ...curves.map(({ points }, place) => {
      const colour = COLOURS[place % COLOURS.length] ?? INK;
      const at = points.map(([x, y]) => [xAt(x).toFixed(1), yAt(y).toFixed(1)] as const);
      const line = `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${at.map((point) => point.join(",")).join(" ")}"/>`;
      return line + at.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`).join("");
    }),
    ...curves.map(({ name }, place) => {
      const [x, y] = [LEFT + (place % 2) * 200, baseline + 56 + Math.floor(place / 2) * 18];
      const colour = COLOURS[place % COLOURS.length] ?? INK;
      return `<circle cx="${x + 4}" cy="${y - 4}" r="4" fill="${colour}"/>${text(x + 14, y, name, "start")}`;
    }),
  ].join("\n");
}

function text(x: number, y: number, content: string, anchor: string, weight = "400"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}" fill="${INK}">${content}</text>`;
}

function niceAbove(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((step) => step * size).find((nice) => nice >= value) ?? value;
}

function short(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000} M`;
  if (value >= 1_000) return `${value / 1_000} k`;
  return String(Number(value.toPrecision(3)));
}
