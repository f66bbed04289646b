import type { FinishedCall } from '../call/finished-call.ts';
import { ofProvider } from '../pricing/provider-table.ts';

/** From how many seconds on a database request counts as slow, by provider. */
const SLOW_QUERY_SECONDS: Readonly<Record<string, number>> = {
  supabase: 1,
};

export function isSlowQuery({ provider, durationSeconds }: FinishedCall): boolean {
  const limit = ofProvider(SLOW_QUERY_SECONDS, provider);
  return limit !== undefined && durationSeconds !== undefined && durationSeconds > limit;
}
