import { VerbatimError } from '../errors.ts';
import { suggest } from '../text/nearest.ts';
import { listPipelines, type PipelineRef, type Project } from './project.ts';

/**
 * The one pipeline with an id.
 *
 * @param client - chooses among clients; `null` when none was named
 * @throws VB1405 when there is none, VB1406 when several have the id
 */
export async function findPipeline(project: Project, id: string, client: string | null): Promise<PipelineRef> {
  const all = await listPipelines(project);
  const named = all.filter(one => one.id === id);
  if (named.length === 0) {
    const hint =
      all.length > 0
        ? suggest(
            id,
            all.map(one => one.id),
          )
        : 'add a YAML file with a pipeline: id under config/';
    throw new VerbatimError('VB1405', `no pipeline is named "${id}"`, { hint });
  }
  const matching = client === null ? named : named.filter(one => one.client === client);
  const clients = named.flatMap(one => (one.client === null ? [] : [one.client]));
  if (matching.length === 0) {
    throw new VerbatimError('VB1405', `client "${client}" has no pipeline "${id}"`, {
      hint: suggest(client!, clients),
    });
  }
  if (matching.length === 1) return matching[0]!;
  const sameClient = new Set(matching.map(one => one.client)).size < matching.length;
  const hint = sameClient ? 'give each its own id' : `choose one with --client: ${[...clients].sort().join(', ')}`;
  throw new VerbatimError(
    'VB1406',
    `${matching.length} files have pipeline "${id}": ${matching.map(one => one.file).join(', ')}`,
    { hint },
  );
}
