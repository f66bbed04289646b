import { expect, it } from 'vitest';
import { negotiateFormat } from './format.ts';

it.each([
  ['nothing', undefined, false],
  ['curl', '*/*', false],
  [
    'Prometheus 2.42',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    true,
  ],
  [
    'Prometheus 3.5',
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    true,
  ],
  ['who takes only the draft of OpenMetrics', 'application/openmetrics-text;version=0.0.1', false],
  ['who would rather have text', 'application/openmetrics-text;version=1.0.0;q=0.2,text/plain', false],
  ['who takes any OpenMetrics', 'Application/OpenMetrics-Text', true],
  ['who refuses OpenMetrics', 'application/openmetrics-text;version=1.0.0;q=0,text/plain', false],
])('gives %s the format it asks for', (_, accept, isOpenMetrics) => {
  expect(negotiateFormat(accept).isOpenMetrics).toBe(isOpenMetrics);
});
