import { OutlayInstrumentation, withAttribution } from '@outlay/instrumentation';
import { METRIC } from '@outlay/instrumentation/names';

const answer: number = withAttribution({ feature: 'summary' }, () => 42);

export const used: unknown[] = [answer, OutlayInstrumentation, METRIC.costUsd];
