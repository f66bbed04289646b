import { metrics } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { afterEach, describe, expect, it } from 'vitest';
import { claimMetering, releaseMetering } from './instrumentation-claim.ts';
import { OutlayInstrumentation } from './instrumentation.ts';

const started: Instrumentation[] = [];

function start(config?: ConstructorParameters<typeof OutlayInstrumentation>[0]): OutlayInstrumentation {
  const instrumentation = new OutlayInstrumentation(config);
  started.push(instrumentation);
  return instrumentation;
}

afterEach(() => {
  for (const instrumentation of started.splice(0)) instrumentation.disable();
});

describe('OutlayInstrumentation', () => {
  it('meters from the moment it is made, unless told not to', () => {
    start({ enabled: false });
    const other = { owner: 'test' };
    expect(claimMetering(other)).toBeUndefined();
    releaseMetering(other);
    start();
    expect(claimMetering(other)).toBeDefined();
  });

  it('claims the process, and leaves it when it is disabled', () => {
    const first = start();
    const other = { owner: 'test' };
    expect(claimMetering(other)?.owner).toBe('OutlayInstrumentation in an OpenTelemetry SDK');
    first.disable();
    expect(claimMetering(other)).toBeUndefined();
    releaseMetering(other);
  });

  it('can be enabled again, and then takes another meter provider', () => {
    const instrumentation = start();
    instrumentation.disable();
    instrumentation.enable();
    instrumentation.enable();
    expect(() => instrumentation.setMeterProvider(metrics.getMeterProvider())).not.toThrow();
    expect(claimMetering({ owner: 'test' })).toBeDefined();
  });

  it('throws nothing into an application whose meter provider throws, and leaves the process to others', () => {
    metrics.setGlobalMeterProvider({
      getMeter() {
        throw new Error("the meter provider's own");
      },
    });
    const instrumentation = start();
    metrics.disable();
    const other = { owner: 'test' };
    expect(claimMetering(other)).toBeUndefined();
    releaseMetering(other);
    instrumentation.enable();
    expect(claimMetering(other)).toBeDefined();
  });
});
