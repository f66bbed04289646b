/**
 * Every metric, attribute and label name that Outlay emits, written once.
 *
 * Rules, dashboards, the panel's defaults and the collector are held to this file by tests. The
 * names that start with `gen_ai` come from the OpenTelemetry GenAI semantic conventions (core 1.41);
 * the names in Prometheus follow the OpenTelemetry translation `UnderscoreEscapingWithSuffixes`.
 */

export const METER_NAME = '@outlay/instrumentation';

/** OpenTelemetry instruments that the instrumentation records. */
export const INSTRUMENT = {
  costUsd: 'outlay.cost.usd',
  usage: 'outlay.usage',
  requestDuration: 'outlay.request.duration',
  unpriced: 'outlay.unpriced',
  userCostUsd: 'outlay.user.cost.usd',
  rateLimitRemaining: 'outlay.ratelimit.remaining',
  retries: 'outlay.retries',
  slowQueries: 'outlay.slow.queries',
  instrumentationDropped: 'outlay.instrumentation.dropped',
  genAiTokenUsage: 'gen_ai.client.token.usage',
  genAiOperationDuration: 'gen_ai.client.operation.duration',
  genAiTimeToFirstChunk: 'gen_ai.client.operation.time_to_first_chunk',
} as const;

/** Units of the instruments, in UCUM as OpenTelemetry writes them. */
export const INSTRUMENT_UNIT = {
  [INSTRUMENT.costUsd]: '{USD}',
  [INSTRUMENT.usage]: '{unit}',
  [INSTRUMENT.requestDuration]: 's',
  [INSTRUMENT.unpriced]: '{request}',
  [INSTRUMENT.userCostUsd]: '{USD}',
  [INSTRUMENT.rateLimitRemaining]: '1',
  [INSTRUMENT.retries]: '{request}',
  [INSTRUMENT.slowQueries]: '{query}',
  [INSTRUMENT.instrumentationDropped]: '{item}',
  [INSTRUMENT.genAiTokenUsage]: '{token}',
  [INSTRUMENT.genAiOperationDuration]: 's',
  [INSTRUMENT.genAiTimeToFirstChunk]: 's',
} as const;

/** Attribute keys of Outlay's own instruments. An attribute that is not known is absent, never `unknown`. */
export const ATTRIBUTE = {
  provider: 'provider',
  operation: 'operation',
  model: 'model',
  pricing: 'pricing',
  unit: 'unit',
  reason: 'reason',
  kind: 'kind',
  feature: 'feature',
  tenant: 'tenant',
  triggeredBy: 'triggered_by',
  environment: 'environment',
  table: 'table',
  userId: 'user.id',
  httpResponseStatusCode: 'http.response.status_code',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  genAiOperationName: 'gen_ai.operation.name',
  genAiProviderName: 'gen_ai.provider.name',
  genAiRequestModel: 'gen_ai.request.model',
  genAiResponseModel: 'gen_ai.response.model',
  genAiTokenType: 'gen_ai.token.type',
  /** Set by OpenTelemetry on the one series that holds what went past a cardinality limit. */
  overflow: 'otel.metric.overflow',
} as const;

/**
 * Further attributes of spans. Those that start with `gen_ai.usage` come from the GenAI conventions; the last two are
 * Outlay's own, on spans alone.
 */
export const SPAN_ATTRIBUTE = {
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheCreationTokens: 'gen_ai.usage.cache_creation.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  httpRequestResendCount: 'http.request.resend_count',
  costUsd: 'outlay.cost.usd',
  pricing: 'outlay.pricing',
} as const;

/** How sure a booked cost is; the value of the `pricing` attribute. */
export const PRICING = {
  /** Usage from the provider, price known. */
  exact: 'exact',
  /** The provider stated the cost. */
  stated: 'stated',
  /** Usage was estimated. */
  estimated: 'estimated',
  /** The stream broke off; what was seen until then. */
  partial: 'partial',
  /**
   * Priced from totals of many calls, as token metrics of other SDKs tell them: where the price of a model depends on the size
   * of a call, that of the average call counts.
   */
  totals: 'totals',
} as const;
export type Pricing = (typeof PRICING)[keyof typeof PRICING];

/** Why a request with usage got no price; the value of `reason` on `outlay.unpriced`. */
export const UNPRICED_REASON = {
  unknownModel: 'unknown_model',
  unknownUnit: 'unknown_unit',
  unknownServiceTier: 'unknown_service_tier',
  noUsage: 'no_usage',
  invalidUsage: 'invalid_usage',
} as const;
export type UnpricedReason = (typeof UNPRICED_REASON)[keyof typeof UNPRICED_REASON];

/** What the instrumentation lost; the value of `reason` on `outlay.instrumentation.dropped`. */
export const DROPPED_REASON = {
  /** A listener of ours failed; the caller did not notice. */
  internalError: 'internal_error',
  /** An adapter could not read a request or response. */
  adapterError: 'adapter_error',
  /** A body could not be decoded, or in an encoding that is not known. */
  undecodable: 'undecodable',
  /** More calls were open at once than are kept. */
  tooManyOpenCalls: 'too_many_open_calls',
  /** More finished calls waited for the price catalogue than are kept. */
  pricingBacklog: 'pricing_backlog',
  /** The price catalogue could not be loaded. */
  catalogueUnavailable: 'catalogue_unavailable',
  /** More streams waited for their tokens to be estimated than are kept, or one was too large. */
  estimationBacklog: 'estimation_backlog',
  /** A function of the application (`classify`) failed. */
  applicationHook: 'application_hook',
} as const;
export type DroppedReason = (typeof DROPPED_REASON)[keyof typeof DROPPED_REASON];

/**
 * What is counted in `outlay.usage`; the value of the `unit` attribute. An application may count units of its own beside
 * these. `bytes_in` is what the service received, `bytes_out` what it sent.
 */
export const USAGE_UNIT = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  reasoningTokens: 'reasoning_tokens',
  inputAudioTokens: 'input_audio_tokens',
  outputAudioTokens: 'output_audio_tokens',
  inputImageTokens: 'input_image_tokens',
  inputVideoTokens: 'input_video_tokens',
  outputImageTokens: 'output_image_tokens',
  audioSeconds: 'audio_seconds',
  characters: 'characters',
  images: 'images',
  videoSeconds: 'video_seconds',
  pages: 'pages',
  computeSeconds: 'compute_seconds',
  searchUnits: 'search_units',
  readUnits: 'read_units',
  writeUnits: 'write_units',
  webSearches: 'web_searches',
  fileSearches: 'file_searches',
  codeInterpreterSessions: 'code_interpreter_sessions',
  /** Sources or citations that a search model read. */
  sources: 'sources',
  citationTokens: 'citation_tokens',
  requests: 'requests',
  emails: 'emails',
  smsSegments: 'sms_segments',
  messages: 'messages',
  callSeconds: 'call_seconds',
  /** Started minutes of calls: what is billed. */
  callMinutes: 'call_minutes',
  verifications: 'verifications',
  approvedVerifications: 'approved_verifications',
  lookups: 'lookups',
  rows: 'rows',
  commands: 'commands',
  cacheHits: 'cache_hits',
  cacheMisses: 'cache_misses',
  bytesIn: 'bytes_in',
  bytesOut: 'bytes_out',
  invocations: 'invocations',
  gbSeconds: 'gb_seconds',
} as const;
export type UsageUnit = (typeof USAGE_UNIT)[keyof typeof USAGE_UNIT];

/** Buckets of the duration histograms in seconds (GenAI semantic conventions). */
export const DURATION_BUCKETS_SECONDS: readonly number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

/** Buckets of `gen_ai.client.token.usage` in tokens (GenAI semantic conventions). */
export const TOKEN_BUCKETS: readonly number[] = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];

/** The instruments as Prometheus shows them. `outlay.user.cost.usd` is absent: it feeds the ledger only. */
export const METRIC = {
  costUsd: 'outlay_cost_usd_total',
  usage: 'outlay_usage_total',
  requestDuration: 'outlay_request_duration_seconds',
  unpriced: 'outlay_unpriced_total',
  retries: 'outlay_retries_total',
  slowQueries: 'outlay_slow_queries_total',
  rateLimitRemaining: 'outlay_ratelimit_remaining_ratio',
  instrumentationDropped: 'outlay_instrumentation_dropped_total',
  genAiTokenUsage: 'gen_ai_client_token_usage',
  genAiOperationDuration: 'gen_ai_client_operation_duration_seconds',
  genAiTimeToFirstChunk: 'gen_ai_client_operation_time_to_first_chunk_seconds',
  targetInfo: 'target_info',
} as const;

/** Metrics that the collector computes from its ledger and budgets. */
export const BUDGET_METRIC = {
  limit: 'outlay_budget_limit',
  spent: 'outlay_budget_spent',
  projected: 'outlay_budget_projected',
  daysUntilLimit: 'outlay_budget_days_until_limit',
  periodStart: 'outlay_budget_period_start_timestamp_seconds',
  periodEnd: 'outlay_budget_period_end_timestamp_seconds',
  thresholdRatio: 'outlay_budget_threshold_ratio',
  cost: 'outlay_budget_cost_total',
  info: 'outlay_budget_info',
} as const;

/** Metrics of the collector about itself. */
export const COLLECTOR_METRIC = {
  pointsReceived: 'outlay_collector_points_received_total',
  pointsDropped: 'outlay_collector_points_dropped_total',
  recordsRefused: 'outlay_collector_records_refused_total',
  requests: 'outlay_collector_requests_total',
  spansReceived: 'outlay_collector_spans_received_total',
  spansIgnored: 'outlay_collector_spans_ignored_total',
  tokenPointsIgnored: 'outlay_collector_token_points_ignored_total',
  callsHeld: 'outlay_collector_calls_held',
  requestsRefused: 'outlay_collector_requests_refused_total',
  requestsInFlight: 'outlay_collector_requests_in_flight',
  connections: 'outlay_collector_connections',
  bodyBytes: 'outlay_collector_body_bytes',
  scrapeSeconds: 'outlay_collector_scrape_seconds',
  ledgerCommitSeconds: 'outlay_collector_ledger_commit_seconds',
  ledgerCommitFailures: 'outlay_collector_ledger_commit_failures_total',
  ledgerQueueRequests: 'outlay_collector_ledger_queue_requests',
  ledgerQueueBytes: 'outlay_collector_ledger_queue_bytes',
  ledgerCommits: 'outlay_collector_ledger_commits_total',
  ledgerCommittedRequests: 'outlay_collector_ledger_committed_requests_total',
  ledgerWriteSeconds: 'outlay_collector_ledger_write_seconds_total',
  ledgerJournalBytes: 'outlay_collector_ledger_journal_bytes',
  ledgerFolds: 'outlay_collector_ledger_folds_total',
  ledgerFoldSeconds: 'outlay_collector_ledger_fold_seconds_total',
  ledgerBytes: 'outlay_collector_ledger_bytes',
  ledgerDiskFreeBytes: 'outlay_collector_ledger_disk_free_bytes',
  ledgerMaintained: 'outlay_collector_ledger_maintained_timestamp_seconds',
  ledgerPurgedRows: 'outlay_collector_ledger_purged_rows_total',
  querySeconds: 'outlay_collector_query_seconds',
  queriesInFlight: 'outlay_collector_queries_in_flight',
  ledgerStreams: 'outlay_collector_ledger_streams',
  series: 'outlay_collector_series',
  ledgerIntegrityOk: 'outlay_collector_ledger_integrity_ok',
  lastIngest: 'outlay_collector_last_ingest_timestamp_seconds',
  configurationReloadSuccess: 'outlay_collector_configuration_reload_success',
  buildInfo: 'outlay_collector_build_info',
} as const;

/** Label names in Prometheus that rules, dashboards and budgets may use. */
export const LABEL = {
  job: 'job',
  instance: 'instance',
  provider: 'provider',
  operation: 'operation',
  model: 'model',
  pricing: 'pricing',
  unit: 'unit',
  reason: 'reason',
  kind: 'kind',
  feature: 'feature',
  tenant: 'tenant',
  triggeredBy: 'triggered_by',
  environment: 'environment',
  table: 'table',
  statusCode: 'http_response_status_code',
  errorType: 'error_type',
  budget: 'budget',
  currency: 'currency',
  quantile: 'quantile',
  severity: 'severity',
  owner: 'owner',
  notes: 'notes',
  period: 'period',
  timeZone: 'time_zone',
  profile: 'profile',
} as const;
