import { context, propagation } from '@opentelemetry/api';
import { ATTRIBUTE } from '../names.ts';
import { asTrigger, type Attribution, labelValue } from './attribution.ts';

/**
 * What the OpenTelemetry baggage of the running code says about whom a call is made for; only the allowed keys are read.
 * Undefined when there is none, as where the application has set up no OpenTelemetry.
 *
 * @param keys `feature`, `tenant`, `user.id`, `triggered_by`, and names of own labels
 */
export function readBaggage(keys: readonly string[]): Attribution | undefined {
  const baggage = propagation.getBaggage(context.active());
  if (baggage === undefined) return undefined;
  const attribution: Attribution = {};
  const labels: Record<string, string> = {};
  for (const key of keys) {
    const value = labelValue(baggage.getEntry(key)?.value);
    if (value === undefined) continue;
    switch (key) {
      case ATTRIBUTE.feature:
        attribution.feature = value;
        break;
      case ATTRIBUTE.tenant:
        attribution.tenant = value;
        break;
      case ATTRIBUTE.userId:
        attribution.userId = value;
        break;
      case ATTRIBUTE.triggeredBy: {
        const trigger = asTrigger(value);
        if (trigger !== undefined) attribution.triggeredBy = trigger;
        break;
      }
      default:
        labels[key] = value;
    }
  }
  if (Object.keys(labels).length > 0) attribution.labels = labels;
  return attribution;
}
