import { LABEL } from '@outlay/instrumentation/names';
import { z } from 'zod';

/** Names that `outlay_budget_info` and alerts use already. */
const RESERVED_LABELS: readonly string[] = [
  LABEL.budget,
  LABEL.currency,
  LABEL.unit,
  LABEL.owner,
  LABEL.notes,
  LABEL.period,
  LABEL.timeZone,
  LABEL.profile,
  LABEL.severity,
  LABEL.quantile,
  LABEL.job,
  LABEL.instance,
  'alertname',
  'alertstate',
  'category',
];

/** Every label of a budget is a label of a series, and of its alerts: bounded in number and length. */
const MAX_LABELS = 8;
const MAX_LABEL_LENGTH = 128;
const MAX_NOTES_LENGTH = 500;

const labelName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be a label name of small letters, digits and _, such as cost_center')
  .refine(
    (name) => !RESERVED_LABELS.includes(name),
    'is a label that alerts have already; choose another name',
  );

const labelValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'must be a text' })
  .transform(String)
  .refine(
    (value) => value !== '' && value.length <= MAX_LABEL_LENGTH,
    `must have 1 to ${MAX_LABEL_LENGTH} characters`,
  );

/** What a budget's entry says about who it belongs to; alerts can carry all of it. */
export const OWNERSHIP_SHAPE = {
  owner: z
    .string()
    .min(1)
    .max(MAX_LABEL_LENGTH, `must have at most ${MAX_LABEL_LENGTH} characters`)
    .optional(),
  notes: z
    .string()
    .min(1)
    .max(MAX_NOTES_LENGTH, `must have at most ${MAX_NOTES_LENGTH} characters`)
    .optional(),
  labels: z
    .record(labelName, labelValue)
    .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `must be at most ${MAX_LABELS} labels`)
    .default({}),
};
