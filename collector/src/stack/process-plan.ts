/** How one process of the stack is started. */
export interface ProcessPlan {
  /** Also the name of its log. */
  readonly name: string;
  readonly kind: 'server' | 'service';
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Answers with 200 once the process does its work; absent for processes that do not listen. */
  readonly readyUrl?: string;
}
