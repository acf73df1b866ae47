import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { axisEnd } from './axis-end';
import { clockTime, count } from './format';
import type { DeploymentState, TrafficSample } from '../src/model/run-state';

const HEIGHT = 150;
/** Room above the highest value, in which a mark says what is above the axis. */
const HEADROOM = 1.25;
const LEAST_REQUESTS = 10;
const MARK = 5;
const FONT_SIZE = 11;

interface TrafficChartProps {
  readonly samples: readonly TrafficSample[];
  readonly deployment?: DeploymentState;
}

/** Requests, drops and latency per second, with deployments shaded. */
export function TrafficChart({ samples, deployment }: TrafficChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>();
  const shown = useRef<TrafficChartProps>({ samples });
  shown.current = { samples, deployment };
  const empty = samples.length < 2;

  useLayoutEffect(() => {
    const element = holder.current;
    if (empty || !element) return undefined;
    const plot = new uPlot(options(element.clientWidth, () => shown.current), columns(samples), element);
    chart.current = plot;
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    // A canvas does not pick up the page's colours by itself.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const recolour = () => plot.redraw();
    scheme.addEventListener('change', recolour);
    return () => {
      resize.disconnect();
      scheme.removeEventListener('change', recolour);
      plot.destroy();
      chart.current = undefined;
    };
  }, [empty]);

  // Before anybody reads the new summary.
  useLayoutEffect(() => chart.current?.setData(columns(samples)), [samples]);

  if (empty) return null;
  return <div class="chart" ref={holder} role="img" aria-label={summaryOf(samples)} />;
}

function summaryOf(samples: readonly TrafficSample[]): string {
  const last = samples[samples.length - 1];
  const now = `Traffic: ${last.requests} requests a second, ${last.dropped} dropped, p99 ${last.p99Ms} ms`;
  const { highest } = latencies(samples);
  return highest ? `${now}; above the axis: p99 ${Math.round(highest.p99Ms)} ms at ${clockTime(highest.time)}` : now;
}

interface Latencies {
  /** The greatest p99 that is drawn at its height. */
  readonly most: number;
  /** Those above it, which are drawn as marks. */
  readonly above: readonly TrafficSample[];
  readonly highest?: TrafficSample;
}

function latencies(samples: readonly TrafficSample[]): Latencies {
  const most = axisEnd(samples.map(({ p99Ms }) => p99Ms));
  const above = samples.filter(({ p99Ms }) => p99Ms > most);
  const [highest] = [...above].sort((one, other) => other.p99Ms - one.p99Ms);
  return { most, above, ...highest && { highest } };
}

function columns(samples: readonly TrafficSample[]): uPlot.AlignedData {
  const { most } = latencies(samples);
  return [
    samples.map(secondsOf),
    samples.map(({ requests }) => requests),
    samples.map(({ dropped }) => dropped),
    samples.map(({ p99Ms }) => Math.min(p99Ms, most)),
  ];
}

function secondsOf({ time }: TrafficSample): number {
  return Date.parse(time) / 1000;
}

function options(width: number, shown: () => TrafficChartProps): uPlot.Options {
  const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = {
    stroke: () => color('--muted'), grid: { stroke: () => color('--line'), width: 1 }, ticks: { show: false }, font: `${FONT_SIZE}px system-ui`,
  };
  const points = { show: false };
  return {
    width,
    height: HEIGHT,
    cursor: { y: false },
    legend: { show: true, live: false },
    scales: {
      ms: { range: () => [0, latencies(shown().samples).most * HEADROOM] },
      y: { range: (_plot, _min, max) => [0, Math.max(LEAST_REQUESTS, max) * HEADROOM] },
    },
    axes: [{
      ...axis,
      space: 80,
      values: (_plot,
        ticks) => ticks.map((tick) => (Number.isInteger(tick) ? clockTime(new Date(tick * 1000).toISOString()) : '')),
    }, { ...axis, size: 42 },
    { ...axis, side: 1, scale: 'ms', size: 54, grid: { show: false }, values: (_plot, ticks) => ticks.map((tick) => `${tick} ms`) }],
    series: [
      {},
      { label: 'requests/s', stroke: () => color('--accent'), width: 1.5, points },
      { label: 'dropped/s', stroke: () => color('--bad'), width: 2, points },
      { label: 'p99', scale: 'ms', stroke: () => color('--warn'), width: 1, dash: [4, 3], points },
    ],
    hooks: {
      drawClear: [(plot) => shade(plot, shown().deployment, color('--shade'))],
      draw: [(plot) => markBursts(plot, latencies(shown().samples), color('--warn'))],
    },
  };
}

function shade(plot: uPlot, deployment: DeploymentState | undefined, color: string): void {
  if (!deployment) return;
  const start = Date.parse(deployment.startedAt) / 1000;
  const end = start + (deployment.seconds ?? (Date.now() / 1000 - start));
  const { left, width, top, height } = plot.bbox;
  const x = (time: number) => Math.min(left + width, Math.max(left, plot.valToPos(time, 'x', true)));
  plot.ctx.fillStyle = color;
  plot.ctx.fillRect(x(start), top, x(end) - x(start), height);
}

/** A triangle at the upper edge for each p99 above the axis, and the value of the highest one, which covers its neighbours. */
function markBursts({ ctx, bbox, valToPos }: uPlot, { above, highest }: Latencies, color: string): void {
  if (!highest) return;
  const size = MARK * devicePixelRatio;
  const x = (sample: TrafficSample) => valToPos(secondsOf(sample), 'x', true);
  const direction = x(highest) < bbox.left + bbox.width / 2 ? 1 : -1;
  const label = `${count(Math.round(highest.p99Ms))} ms`;
  ctx.save();
  ctx.fillStyle = color;
  ctx.font = `${FONT_SIZE * devicePixelRatio}px system-ui`;
  ctx.textAlign = direction > 0 ? 'left' : 'right';
  ctx.textBaseline = 'top';
  const reach = ctx.measureText(label).width + 3 * size;
  const isCovered = (sample: TrafficSample) => sample !== highest && (x(sample) - x(highest)) * direction > 0
    && Math.abs(x(sample) - x(highest)) < reach;
  for (const sample of above.filter((each) => !isCovered(each))) {
    ctx.beginPath();
    ctx.moveTo(x(sample), bbox.top);
    ctx.lineTo(x(sample) - size, bbox.top + size);
    ctx.lineTo(x(sample) + size, bbox.top + size);
    ctx.fill();
  }
  ctx.fillText(label, x(highest) + direction * 2 * size, bbox.top);
  ctx.restore();
}
