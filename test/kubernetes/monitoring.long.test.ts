import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { serve, type Running } from '../../scripts/serve.ts';
import { runnableProject } from '../emitted/project.ts';
import { lacks } from '../skip.ts';
import { until } from './cluster.ts';
import { startLoad } from './load.ts';
import { questions } from './questions.ts';

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}
interface Series {
  value: [number, string];
}

describe.skipIf(await lacks('prometheus', 'runtime'))('kubernetes/monitoring, by a real Prometheus', () => {
  let project: string;
  let remove: () => Promise<void>;
  let service: Running;
  let prometheus: ResultPromise;
  let origin: string;
  const emitted = (file: string): string => path.join(project, 'kubernetes', 'monitoring', file);

  beforeAll(async () => {
    ({ project, remove } = await runnableProject('--model', 'sample:iris', '--with', 'kubernetes'));
    const port = (await nextFreePort(19_500))!;
    service = await serve(project, port);
    const { spec } = parse(await readFile(emitted('rules.yaml'), 'utf8')) as { spec: object };
    await writeFile(path.join(project, 'rules.yaml'), stringify(spec));
    // The labels that the Prometheus Operator gives by pod-monitor.yaml.
    const labels = { namespace: 'models', pod: 'api-0', track: 'stable' };
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yaml'],
      scrape_configs: [{ job_name: 'api', static_configs: [{ targets: [`127.0.0.1:${port}`], labels }] }],
    };
    await writeFile(path.join(project, 'prometheus.yaml'), stringify(config));
    await mkdir(path.join(project, 'data'));
    const own = (await nextFreePort(port + 1))!;
    origin = `http://127.0.0.1:${own}`;
    const flags = [`--web.listen-address=127.0.0.1:${own}`, '--storage.tsdb.path=data'];
    prometheus = execa('prometheus', ['--config.file=prometheus.yaml', ...flags], {
      cwd: project,
      reject: false,
    });
  });
  afterAll(async () => {
    prometheus.kill();
    await prometheus;
    await service.stop();
    await remove();
  });

  const asked = async <T>(path: string): Promise<T> => {
    const { data } = (await (await fetch(`${origin}/api/v1/${path}`)).json()) as { data: T };
    return data;
  };
  const query = async (expression: string): Promise<Series[]> =>
    (await asked<{ result: Series[] }>(`query?query=${encodeURIComponent(expression)}`)).result;

  it('has rules that promtool accepts', async () => {
    const { stdout } = await execa('promtool', ['check', 'rules', 'rules.yaml'], { cwd: project });
    expect(stdout).toMatch(/SUCCESS: \d+ rules found/);
  });

  it('has a dashboard whose every query finds a series', async () => {
    await until(
      () => query('up{job="api"} == 1').catch(() => []),
      ({ length }) => length === 1,
    );
    const load = startLoad(service.url, questions('api'), { clients: 4 });
    await sleep(6000);
    await load.stop();
    const { panels } = JSON.parse(await readFile(emitted('dashboard.json'), 'utf8')) as Dashboard;
    for (const { title, targets } of panels) {
      for (const { expr } of targets) {
        const typed = expr.replaceAll('$namespace', 'models').replaceAll('$__rate_interval', '10s');
        const series = await query(typed);
        expect(series.length, title).toBeGreaterThan(0);
        for (const { value } of series) expect(Number(value[1]), title).not.toBeNaN();
      }
    }
  });

  it('has alerts that can be computed, and none of them fires for a service that is well', async () => {
    interface Group {
      rules: { name: string; health: string; state: string }[];
    }
    const groups = (): Promise<Group[]> => asked<{ groups: Group[] }>('rules').then((data) => data.groups);
    const [{ rules }] = (await until(groups, ([group]) =>
      group!.rules.every(({ health }) => health !== 'unknown'),
    )) as [Group];
    for (const { name, health, state } of rules)
      expect({ name, health, state }).toEqual({ name, health: 'ok', state: 'inactive' });
    expect(rules.length).toBeGreaterThan(4);
  });

  it('counts under the names of Triton what has been asked', async () => {
    const [success] = await query('nv_inference_request_success{model="api",version="1"}');
    const [all] = await query('sum(http_requests_total{status="200",route=~"/predict|.*/infer"})');
    expect(Number(success!.value[1])).toBeGreaterThan(100);
    expect(success!.value[1]).toBe(all!.value[1]);
  });
});
