/**
 * Builds workspaces whose sources differ from those that their `dist` was built from, each in a process of its own.
 *
 * @param root absolute path of the repository
 * @param names folders of the workspaces; all if left out
 */
export function build(root: string, names?: readonly string[]): Promise<void>;
