import { type Attribution, currentAttribution, mergeAttributions, NO_ATTRIBUTION } from './attribution.ts';
import type { AttributionSettings } from './attribution-settings.ts';
import { readBaggage } from './baggage-attribution.ts';
import { currentRouteAttribution } from './incoming-routes.ts';

/**
 * Tells whom the call is made for that begins in the running code. What is nearest to the call counts, name by name:
 * `withAttribution`, then baggage, then the route of the incoming request, then the deployment's own environment.
 */
export class AttributionResolver {
  readonly #settings: AttributionSettings;
  readonly #defaults: Attribution | undefined;
  /** True when nothing but the application itself attributes calls. */
  readonly #isPlain: boolean;

  constructor(settings: AttributionSettings) {
    const { environment, routes, baggage } = settings;
    this.#isPlain = environment === undefined && routes.length === 0 && baggage.length === 0;
    this.#settings = settings;
    this.#defaults = environment === undefined ? undefined : { environment };
  }

  /** The attribution of a call that begins here. */
  current(): Attribution {
    const own = currentAttribution();
    // Every call asks, and most are attributed by nobody.
    return this.#isPlain && own === NO_ATTRIBUTION ? own : this.complete(own);
  }

  /** `own` with what the running code and the deployment say beside it; without labels that are not declared. */
  complete(own: Attribution): Attribution {
    const { baggage, hashUserId, labels } = this.#settings;
    let around = merged(this.#defaults, currentRouteAttribution());
    if (baggage.length > 0) around = merged(around, readBaggage(baggage));
    let attribution = merged(around, own);
    if (attribution.labels !== undefined) attribution = withDeclared(attribution, labels);
    if (hashUserId !== undefined && attribution.userId !== undefined) {
      attribution = { ...attribution, userId: hashUserId(attribution.userId) };
    }
    return attribution;
  }
}

function merged(outer: Attribution | undefined, inner: Attribution): Attribution;
function merged(outer: Attribution | undefined, inner: Attribution | undefined): Attribution | undefined;
function merged(outer: Attribution | undefined, inner: Attribution | undefined): Attribution | undefined {
  if (outer === undefined) return inner;
  return inner === undefined ? outer : mergeAttributions(outer, inner);
}

/** In the order of the declaration, so that equal labels are equal texts. */
function withDeclared({ labels = {}, ...rest }: Attribution, declared: readonly string[]): Attribution {
  const kept: Record<string, string> = {};
  let any = false;
  for (const name of declared) {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (value === undefined) continue;
    kept[name] = value;
    any = true;
  }
  return any ? { ...rest, labels: kept } : rest;
}
