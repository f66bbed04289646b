import type { z } from 'zod';
import { PROVIDERS } from '../adapters/registry.ts';
import { ATTRIBUTE, LABEL, USAGE_UNIT } from '../names.ts';
import { describePathProblem } from './path-pattern.ts';
import type { FileForm } from './yaml-file.ts';

/** What Prometheus, its exposition or the collector put on series themselves. */
const FOREIGN_LABELS = [
  'le',
  'user',
  'user_id',
  'alertname',
  'currency',
  'service_name',
  'service_namespace',
];
const RESERVED_LABELS: ReadonlySet<string> = new Set([
  ...Object.values(ATTRIBUTE).map((name) => name.replaceAll('.', '_')),
  ...Object.values(LABEL),
  ...FOREIGN_LABELS,
]);
const MAX_LABELS = 5;
const MAX_LABEL_LENGTH = 128;
/** What may be taken from baggage beside own labels. */
const BAGGAGE_KEYS: readonly string[] = [
  ATTRIBUTE.feature,
  ATTRIBUTE.tenant,
  ATTRIBUTE.userId,
  ATTRIBUTE.triggeredBy,
];
const TRIGGERS = ['user', 'admin', 'system', 'cron'] as const;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function createOutlaySchema(zod: typeof z) {
  const labelValue = zod
    .string()
    .min(1, 'must not be empty; leave it out instead')
    .max(MAX_LABEL_LENGTH, `must have at most ${MAX_LABEL_LENGTH} characters: it becomes a label`);

  const labelName = zod
    .string()
    .regex(/^(?!__)[a-z_][a-z0-9_]*$/, 'must be a label name such as plan: small letters, digits and _')
    .refine((name) => !RESERVED_LABELS.has(name), 'is a label of its own already; choose another name');

  const labels = zod
    .array(labelName)
    .max(MAX_LABELS, `at most ${MAX_LABELS} own labels: each one multiplies the series`)
    .refine((names) => new Set(names).size === names.length, 'names a label twice; leave one of them out');

  const path = zod.string().superRefine((text, context) => {
    const message = describePathProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
  const oneMethod = zod
    .string()
    .regex(/^[A-Za-z]+$/, 'must be a method such as POST')
    .toUpperCase();
  const method = zod.union([oneMethod.transform((one) => [one]), zod.array(oneMethod).min(1)], {
    error: 'must be a method such as POST, or a list of methods',
  });

  const route = zod.strictObject({
    method: method.optional(),
    path,
    feature: labelValue.optional(),
    tenant: labelValue.optional(),
    triggeredBy: zod.enum(TRIGGERS).optional(),
    labels: zod.record(zod.string(), labelValue).optional(),
  });

  const attribution = zod.strictObject({
    baggage: zod.array(zod.string()).default([]),
    routes: zod.array(route).default([]),
    hashUserIds: zod.boolean().optional(),
  });

  const calendarDate = zod
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-01-31', abort: true })
    .refine((text) => {
      const instant = new Date(`${text}T00:00:00Z`);
      return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
    }, 'is no day of the calendar');

  const price = zod.strictObject({
    usd: zod.number().min(0, 'must be 0 or more, in US dollars'),
    per: zod.number().positive('must be above 0: the number of units that cost `usd`').default(1),
    from: calendarDate.optional(),
  });

  const jsonPath = zod
    .string()
    .regex(/^[^.]+(\.[^.]+)*$/, 'must be the way to a member of the JSON, such as usage.credits');
  const header = zod
    .string()
    .regex(HEADER_NAME, 'must be the name of a header, such as x-credits')
    .toLowerCase();
  const count = zod.union(
    [
      zod.number().min(0),
      zod.strictObject({ request: jsonPath }),
      zod.strictObject({ response: jsonPath }),
      zod.strictObject({ requestHeader: header }),
      zod.strictObject({ responseHeader: header }),
    ],
    {
      error:
        'must be a number of 0 or more, or one of { request: items }, { response: usage.credits }, { requestHeader: x-items }, { responseHeader: x-credits }',
    },
  );

  const request = zod.strictObject({
    method: method.optional(),
    path,
    operation: zod
      .string()
      .regex(/^[\w.-]{1,64}$/, 'must be a name such as geocode: letters, digits, _, - and dots, at most 64')
      .default('request'),
    unit: zod
      .string()
      .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a name such as credits: small letters, digits and _')
      .default(USAGE_UNIT.requests),
    count: count.default(1),
    price: zod
      .preprocess((value) => (Array.isArray(value) ? value : [value]), zod.array(price).min(1))
      .optional(),
  });

  const host = zod
    .string()
    .regex(
      /^(\.?[a-z0-9*-]+(\.[a-z0-9*-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/i,
      'must be a host such as maps.example.com, .example.com for its subdomains, or 127.0.0.1:8080, without scheme and path',
    )
    .toLowerCase()
    // Requests name an IPv6 address without its brackets.
    .transform((text) => text.replace(/[[\]]/g, ''));

  const service = zod.strictObject({
    name: zod
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a name such as maps: small letters, digits and -')
      .refine(
        (name) => !PROVIDERS.includes(name),
        'is metered already; choose another name, or tell its hosts in OUTLAY_PROVIDER_HOSTS',
      ),
    hosts: zod.array(host).min(1, 'must name at least one host'),
    requests: zod.array(request).min(1, 'must describe at least one kind of request'),
  });

  return zod
    .strictObject({
      environment: labelValue.optional(),
      labels: labels.default([]),
      attribution: attribution.default({ baggage: [], routes: [] }),
      services: zod.array(service).default([]),
    })
    .superRefine((file, context) => {
      const known = [...BAGGAGE_KEYS, ...file.labels];
      for (const [index, key] of file.attribution.baggage.entries()) {
        if (known.includes(key)) continue;
        const path = ['attribution', 'baggage', index];
        context.addIssue({ code: 'custom', path, message: `must be one of ${known.join(', ')}` });
      }
      for (const [index, { labels: own = {} }] of file.attribution.routes.entries()) {
        for (const name of Object.keys(own).filter((key) => !file.labels.includes(key))) {
          const path = ['attribution', 'routes', index, 'labels', name];
          context.addIssue({
            code: 'custom',
            path,
            message: 'is not declared; add it to `labels` at the top',
          });
        }
      }
      for (const [index, { requests }] of file.services.entries()) {
        const clash = findPriceClash(requests);
        if (clash === undefined) continue;
        const path = ['services', index, 'requests', clash, 'price'];
        const message = 'differs from the price of the same operation and unit; name another `operation`';
        context.addIssue({ code: 'custom', path, message });
      }
      const names = file.services.map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        const path = ['services', index, 'name'];
        context.addIssue({ code: 'custom', path, message: `"${name}" stands here twice; put them together` });
      }
    });
}

/** A price goes by operation and unit: two for the same would leave it to chance which counts. */
function findPriceClash(
  requests: readonly { operation: string; unit: string; price?: unknown }[],
): number | undefined {
  const prices = new Map<string, string>();
  for (const [index, { operation, unit, price }] of requests.entries()) {
    const key = `${operation} ${unit}`;
    const written = JSON.stringify(price) ?? '';
    if ((prices.get(key) ?? written) !== written) return index;
    prices.set(key, written);
  }
  return undefined;
}

/** What `outlay.yaml` says. */
export type OutlayFile = z.infer<ReturnType<typeof createOutlaySchema>>;
/** A metered API of one's own, as `outlay.yaml` describes it. */
export type ServiceDescription = OutlayFile['services'][number];

/** What a file says that says nothing. */
export const EMPTY_OUTLAY_FILE: OutlayFile = {
  labels: [],
  attribution: { baggage: [], routes: [] },
  services: [],
};

export const OUTLAY_FORM: FileForm<OutlayFile> = {
  create: createOutlaySchema,
  keys: [
    ...['environment', 'labels', 'attribution', 'baggage', 'routes', 'hashUserIds', 'method', 'path'],
    ...['feature', 'tenant'],
    ...['triggeredBy', 'services', 'name', 'hosts', 'requests', 'operation', 'unit', 'count', 'price', 'usd'],
    ...['per', 'from', 'request', 'response', 'requestHeader', 'responseHeader'],
  ],
  separable: ['price'],
};
