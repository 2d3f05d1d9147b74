/*
 * `node src/serving/scripts/compile.ts`: starts the service once and asks it a few things, so that Node keeps what it has
 * compiled in NODE_COMPILE_CACHE, and later starts find it there. The Dockerfile runs it. A service that does not start here,
 * as it needs something that only its later place has, starts there all the same, only slower.
 */
import { readCard } from '../../card.ts';
import { attempts } from '../inference/warm-up.ts';
import { post, startService } from './start.ts';

try {
  const service = await startService({ PROCESSES: '1' });
  const [first] = attempts(readCard());
  await post(`${service.url}/predict`, first?.body() ?? {}); // answered or not
  for (const path of ['/livez', '/readyz', '/metrics', '/docs', '/openapi.json'])
    await fetch(service.url + path);
  await service.stop();
} catch (error) {
  console.error(`Nothing was compiled in advance. ${(error as Error).message}`);
}
