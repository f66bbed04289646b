import { type Attribution, OutlayInstrumentation, withAttribution } from '@outlay/instrumentation';
import { INSTRUMENT, type Pricing } from '@outlay/instrumentation/names';
import { loadPriceCatalogue } from '@outlay/instrumentation/pricing';

const attribution: Attribution = { feature: 'summary', tenant: 'acme', triggeredBy: 'cron' };
const answer: Promise<number> = withAttribution(attribution, async () => 42);
const instrumentation = new OutlayInstrumentation({ providerHosts: 'openai=proxy.internal' });
const certainty: Pricing = 'exact';
// @ts-expect-error a trigger is one of four
withAttribution({ triggeredBy: 'somebody' }, () => undefined);

export const used: unknown[] = [answer, instrumentation, certainty, INSTRUMENT.costUsd, loadPriceCatalogue];
