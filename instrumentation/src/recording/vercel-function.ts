import { USAGE_UNIT, type UsageUnit } from '../names.ts';

/** A function that runs on Vercel. */
export interface VercelFunction {
  /** Memory of its instance; undefined when the platform does not tell. */
  memoryGb: number | undefined;
}

const MB_PER_GB = 1024;

/**
 * Tells whether the process is a Vercel function: there the platform sets `VERCEL` and runs on AWS Lambda. On a developer's
 * machine the same variables may have been pulled, and nothing is billed. Source: vercel.com/docs/environment-variables,
 * system environment variables.
 */
export function detectVercelFunction(environment: NodeJS.ProcessEnv): VercelFunction | undefined {
  const { VERCEL: isVercel, VERCEL_ENV: stage, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryMb } = environment;
  if (isVercel !== '1' || stage === 'development') return undefined;
  const memoryGb = Number(memoryMb || Number.NaN) / MB_PER_GB;
  return { memoryGb: memoryGb > 0 ? memoryGb : undefined };
}

/** What Vercel bills of one invocation: itself, memory over its time, processor time, and what it sends. */
export function countInvocation(
  { memoryGb }: VercelFunction,
  { memorySeconds, cpuSeconds, bytesOut }: InvocationUse,
): Partial<Record<UsageUnit, number>> {
  return {
    [USAGE_UNIT.invocations]: 1,
    [USAGE_UNIT.computeSeconds]: cpuSeconds,
    ...(memoryGb !== undefined && { [USAGE_UNIT.gbSeconds]: memorySeconds * memoryGb }),
    ...(bytesOut !== undefined && { [USAGE_UNIT.bytesOut]: bytesOut }),
  };
}

export interface InvocationUse {
  /** Its share of the time for which its instance was in use. */
  memorySeconds: number;
  cpuSeconds: number;
  /** Absent when the response does not tell. */
  bytesOut: number | undefined;
}
