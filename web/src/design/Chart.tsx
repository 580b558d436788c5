import { useComputedColorScheme } from '@mantine/core';
import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import css from './Chart.module.css';

use([LineChart, CustomChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type Colours = (name: string) => string;

interface ChartProps {
  /** built once per colour scheme and width; reads the same variables as the rest of the page */
  option: (colour: Colours, width: number) => EChartsCoreOption;
  label: string;
  height: number;
}

const colour: Colours = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** ECharts as SVG. The sentence in `label` is what a screen reader says; the table twin holds the figures. */
export function Chart({ option, label, height }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours behind the variables change with the scheme
  useEffect(() => {
    if (!place.current) return;
    const box = place.current;
    const chart = init(box, null, { renderer: 'svg' });
    const draw = () => {
      chart.resize();
      chart.setOption(option(colour, box.clientWidth), true);
    };
    const watcher = new ResizeObserver(draw);
    watcher.observe(box);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [option, scheme]);
  return <div ref={place} className={css.chart} style={{ height }} role="img" aria-label={label} />;
}
