/**
 * Operations of the GenAI conventions that add up the calls within them, and are calls themselves only when a remote service
 * does them.
 */
export const AGGREGATES: ReadonlySet<string> = new Set([
  'create_agent',
  'execute_tool',
  'invoke_agent',
  'invoke_workflow',
  'plan',
  'workflow',
]);
