import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clockTime } from './format';
import { usualMost } from './usual-most';
import type { DeploymentState, TrafficSample } from '../src/model/run-state';

const HEIGHT = 150;

interface TrafficChartProps {
  readonly samples: readonly TrafficSample[];
  readonly deployment?: DeploymentState;
}

/** Requests, drops and latency per second, with deployments shaded. */
export function TrafficChart({ samples, deployment }: TrafficChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>();
  const shaded = useRef<DeploymentState>();
  shaded.current = deployment;
  const empty = samples.length < 2;

  useEffect(() => {
    const element = holder.current;
    if (empty || !element) return undefined;
    const plot = new uPlot(options(element.clientWidth, () => shaded.current), columns(samples), element);
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

  useEffect(() => chart.current?.setData(columns(samples)), [samples]);

  if (empty) return null;
  const last = samples[samples.length - 1];
  const now = `Traffic: ${last.requests} requests a second, ${last.dropped} dropped, p99 ${last.p99Ms} ms`;
  return <div class="chart" ref={holder} role="img" aria-label={now} />;
}

function columns(samples: readonly TrafficSample[]): uPlot.AlignedData {
  return [
    samples.map(({ time }) => Date.parse(time) / 1000),
    samples.map(({ requests }) => requests),
    samples.map(({ dropped }) => dropped),
    samples.map(({ p99Ms }) => p99Ms),
  ];
}

function options(width: number, deployment: () => DeploymentState | undefined): uPlot.Options {
  const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = { stroke: () => color('--muted'), grid: { stroke: () => color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  const points = { show: false };
  return {
    width,
    height: HEIGHT,
    cursor: { y: false },
    legend: { show: true, live: false },
    scales: { ms: { range: (plot) => [0, usualMost([...plot.data[3]])] }, y: { range: (_plot, _min, max) => [0, Math.max(10, max)] } },
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
    hooks: { drawClear: [(plot) => shade(plot, deployment(), color('--shade'))] },
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
