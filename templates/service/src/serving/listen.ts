import cluster from 'node:cluster';
import { createServer } from 'node:http';
import type { Express } from 'express';
import { exitUnheard } from './exit.ts';
import { answerExpectations } from './http/expect.ts';
import { readPace, readProven } from './inference/proven.ts';
import { follows, tellReady } from './processes/process.ts';
import type { Service } from './service.ts';

/**
 * Listens on the port, loads the model, and stops on signals. It listens before the model is loaded, so that health checks
 * are answered; a process that joins others listens when it is ready, as they answer them.
 */
export function listen(app: Express, service: Service): void {
  const { card, config, log, inference, lifecycle } = service;
  const server = createServer(app);
  answerExpectations(server, service); // Expect: 100-continue
  lifecycle.stopOnSignals(server, inference, config.deadline);
  server.on('error', (error) => exitUnheard(error, config));

  const { threads, processes } = config;
  const size = { process: cluster.worker?.id, processes, threads: threads[0], workers: threads.length };
  const open = () =>
    new Promise<void>((resolve) => {
      server.listen(config.port, config.host, () => {
        log.info({ address: server.address(), ...size }, 'listening');
        resolve();
      });
    });
  const load = () => inference.start(readProven(card), readPace(card));
  const started = follows() ? load().then(open) : open().then(load);
  started.then(
    () => {
      log.info('ready');
      tellReady();
    },
    (error: Error) => {
      if (lifecycle.draining) return; // A stop in the middle of it: the model may be gone.
      log.fatal({ reason: error.message }, 'the model cannot be served');
      void lifecycle.stop(server, inference, config.deadline, 1);
    },
  );
}
