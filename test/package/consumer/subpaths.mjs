import { OutlayInstrumentation, withAttribution } from '@outlay/instrumentation';
import { METRIC } from '@outlay/instrumentation/names';
import * as pricing from '@outlay/instrumentation/pricing';

console.log(
  typeof OutlayInstrumentation,
  typeof withAttribution,
  METRIC.costUsd,
  Object.keys(pricing).length > 0,
);
for (const closed of ['dist/metering.js', 'adapters/registry', 'package.json']) {
  await import(`@outlay/instrumentation/${closed}`).then(
    () => console.log('open', closed),
    (error) => console.log(error.code),
  );
}
