import { ConfigurationError } from '../configuration/configuration-error.ts';
import type { OutlayFile } from '../configuration/outlay-form.ts';
import { labelValue } from './attribution.ts';
import type { IncomingRoute } from './incoming-routes.ts';
import { createUserIdHash } from './user-id-hash.ts';

export const ENVIRONMENT_VARIABLE = 'OUTLAY_ENVIRONMENT';
export const HASH_USER_IDS_VARIABLE = 'OUTLAY_HASH_USER_IDS';
export const USER_ID_SALT_VARIABLE = 'OUTLAY_USER_ID_SALT';

/** What a deployment says about the attribution of all its calls. */
export interface AttributionSettings {
  /** The environment of calls that name none. */
  environment?: string;
  /** The names of labels that count. */
  labels: readonly string[];
  /** Keys that are taken from OpenTelemetry baggage. */
  baggage: readonly string[];
  /** Incoming requests whose calls are attributed by their path; the first match counts. */
  routes: readonly IncomingRoute[];
  /** Absent when user ids are told as they are. */
  hashUserId?: (userId: string) => string;
}

export const NO_ATTRIBUTION_SETTINGS: AttributionSettings = { labels: [], baggage: [], routes: [] };

export interface ParsedAttributionSettings {
  settings: AttributionSettings;
  /** Settings that cannot be used, or not as they should be. */
  problems: readonly ConfigurationError[];
}

/** Puts together what `outlay.yaml` and the environment say; the environment wins. */
export function parseAttributionSettings(
  file: Pick<OutlayFile, 'environment' | 'labels' | 'attribution'>,
  environment: NodeJS.ProcessEnv,
): ParsedAttributionSettings {
  const problems: ConfigurationError[] = [];
  const name = labelValue(environment[ENVIRONMENT_VARIABLE]) ?? file.environment;
  const { baggage, routes, hashUserIds } = file.attribution;
  const settings: AttributionSettings = {
    labels: file.labels,
    baggage,
    routes: routes.map(({ method, path, feature, tenant, triggeredBy, labels }) => ({
      path,
      ...(method !== undefined && { methods: method }),
      attribution: {
        ...(feature !== undefined && { feature }),
        ...(tenant !== undefined && { tenant }),
        ...(triggeredBy !== undefined && { triggeredBy }),
        ...(labels !== undefined && { labels }),
      },
    })),
    ...(name !== undefined && { environment: name }),
  };
  if (!asksForHashes(environment[HASH_USER_IDS_VARIABLE], hashUserIds, problems))
    return { settings, problems };
  const salt = environment[USER_ID_SALT_VARIABLE] ?? '';
  if (salt === '') {
    problems.push(
      new ConfigurationError(
        `${USER_ID_SALT_VARIABLE}: user ids are hashed without a salt, so that whoever can guess an id can find it. Set it to a secret of the deployment, the same in all its processes.`,
      ),
    );
  }
  return { settings: { ...settings, hashUserId: createUserIdHash(salt) }, problems };
}

function asksForHashes(
  written: string | undefined,
  inFile: boolean | undefined,
  problems: ConfigurationError[],
): boolean {
  const text = written?.toLowerCase() ?? '';
  if (text === '') return inFile === true;
  if (text === 'false' || text === '0') return false;
  // Whoever writes anything else wants hashes rather than ids.
  if (text !== 'true' && text !== '1') {
    problems.push(
      new ConfigurationError(
        `${HASH_USER_IDS_VARIABLE}: "${written}" is neither true nor false; it counts as true.`,
      ),
    );
  }
  return true;
}
