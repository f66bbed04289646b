import { expect, it } from 'vitest';
import { NO_ATTRIBUTION_SETTINGS } from '../../attribution/attribution-settings.ts';
import { AttributionResolver } from '../../attribution/attribution-resolver.ts';
import { CallTracker } from '../../call/call-tracker.ts';
import type { FinishedCall } from '../../call/finished-call.ts';
import { CallSpans } from '../../tracing/call-spans.ts';
import { cloudflare } from './cloudflare.ts';

it('names the provider behind the gateway as the GenAI conventions do', async () => {
  const finished: FinishedCall[] = [];
  const attribution = new AttributionResolver(NO_ATTRIBUTION_SETTINGS);
  const tracker = new CallTracker({
    findAdapter: () => cloudflare,
    attribution: () => attribution.current(),
    spans: new CallSpans({ enabled: false, onFault: () => undefined }),
    onStart: () => undefined,
    onFinish: (call) => finished.push(call),
    onDropped: () => undefined,
    onEstimateExpected: () => undefined,
  });
  tracker.beforeSend({
    method: 'POST',
    hostname: 'gateway.ai.cloudflare.com',
    port: undefined,
    path: '/v1/account/gateway/mistral/v1/chat/completions',
    header: () => undefined,
  });
  await tracker.closeAll();
  expect(finished[0]).toMatchObject({ provider: 'mistral', genAiProvider: 'mistral_ai' });
});
