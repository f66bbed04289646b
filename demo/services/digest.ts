/**
 * A nightly digest writer with an OpenTelemetry set-up of its own: Outlay is one instrumentation in it,
 * and the service says for which feature, customer and user it spends.
 */
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { OutlayInstrumentation, withAttribution } from '@outlay/instrumentation';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { Resend } from 'resend';
import { doRounds, type Job } from './rounds.ts';

const telemetry = new NodeSDK({
  resource: resourceFromAttributes({ 'service.name': 'digest', 'service.namespace': 'demo' }),
  metricReaders: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: 5_000,
      exportTimeoutMillis: 4_000,
    }),
  ],
  instrumentations: [new OutlayInstrumentation()],
});
telemetry.start();

const openai = new OpenAI({ maxRetries: 3 });
const anthropic = new Anthropic({ maxRetries: 3 });
const resend = new Resend();

const tenants = ['northwind', 'contoso', 'fabrikam'] as const;

/** Runs a job on behalf of one customer and user. */
function onBehalf(
  feature: string,
  triggeredBy: 'cron' | 'user',
  run: () => Promise<unknown>,
): () => Promise<unknown> {
  return () => {
    const tenant = tenants[Math.floor(Math.random() * tenants.length)] ?? tenants[0];
    const userId = `${tenant}-user-${Math.floor(Math.random() * 20)}`;
    return withAttribution({ feature, tenant, userId, triggeredBy }, run);
  };
}

const jobs: Job[] = [
  {
    name: 'read',
    weight: 3,
    run: onBehalf('weekly-digest', 'cron', () =>
      openai.responses.create({ model: 'gpt-5-mini', input: 'Sum up the week.' }),
    ),
  },
  {
    name: 'write',
    weight: 3,
    run: onBehalf('weekly-digest', 'cron', () =>
      anthropic.messages.create({
        model: 'claude-sonnet-4-6',
        max_tokens: 2048,
        messages: [{ role: 'user', content: 'Write the digest.' }],
      }),
    ),
  },
  {
    name: 'ask the report',
    weight: 2,
    run: onBehalf('report-chat', 'user', () =>
      openai.chat.completions.create({
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'Which shop sold most?' }],
      }),
    ),
  },
  {
    name: 'send',
    weight: 2,
    run: onBehalf('weekly-digest', 'cron', async () => {
      const emails = Array.from({ length: 10 + Math.floor(Math.random() * 50) }, (_, index) => ({
        from: 'digest@example.com',
        to: [`reader-${index}@example.com`],
        subject: 'Your week',
        text: 'It was a good one.',
      }));
      const { error } = await resend.batch.send(emails);
      if (error) throw new Error(error.message);
    }),
  },
];

await doRounds(jobs, { sideBySide: 2, pauseMs: 800 });
await telemetry.shutdown();
