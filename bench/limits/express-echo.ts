import { createRequire } from 'node:module';
import { inProcesses } from './processes.ts';

/** What of Express is used here. */
interface Express {
  (): {
    use(handler: unknown): void;
    post(path: string, handler: (request: { body: unknown }, response: Response) => void): void;
    listen(port: number, host: string): void;
  };
  json(options: { limit: string }): unknown;
}

interface Response {
  json(body: unknown): void;
}

/** The same as its documentation shows it, with the Express of the project in PROJECT. */
const express = createRequire(`${process.env.PROJECT}/package.json`)('express') as Express;
const app = express();
app.use(express.json({ limit: '64mb' }));
app.post('/predict', (request, response) => response.json(request.body));
inProcesses(() => app.listen(Number(process.env.PORT), '127.0.0.1'));
