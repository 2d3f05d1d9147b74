import { createServer } from 'node:http';
import { inProcesses } from './processes.ts';

/** The least that a service in JavaScript can do: read JSON, print JSON. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const text = JSON.stringify(body);
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});
inProcesses(() => server.listen(Number(process.env.PORT), '127.0.0.1'));
