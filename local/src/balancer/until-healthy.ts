import type { TargetGroup } from './target-group';

/** Resolves when the target is healthy; rejects if the signal aborts or the target leaves. */
export async function untilHealthy(group: TargetGroup | undefined, id: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const target = group?.find(id);
  if (!group || !target) throw new Error(`target ${id} is not registered`);
  if (target.state === 'healthy') return;
  await new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void) => {
      stopListening();
      signal?.removeEventListener('abort', aborted);
      settle();
    };
    const stopListening = group.onChange((changed) => {
      if (changed.id !== id) return;
      if (changed.state === 'healthy') finish(resolve);
      if (changed.state === 'draining' || changed.state === 'unused') {
        finish(() => reject(new Error(`target ${id} was deregistered before it was healthy`)));
      }
    });
    const aborted = () => finish(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
