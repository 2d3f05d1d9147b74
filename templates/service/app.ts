import './src/serving/processes/processes.ts'; // PROCESSES: starts others like this one
import express from 'express';
import { readCard } from './src/card.ts';
import { Codec } from './src/serving/codec/codec.ts';
import { readConfig } from './src/config.ts';
import { orExit } from './src/serving/exit.ts';
import { elsewhere } from './src/serving/http/elsewhere.ts';
import { answerErrors, notFound } from './src/serving/http/errors.ts';
import { observe } from './src/serving/http/observe.ts';
import { Room } from './src/serving/http/room.ts';
import { Inference } from './src/serving/inference/inference.ts';
import { Lifecycle } from './src/serving/lifecycle.ts';
import { listen } from './src/serving/listen.ts';
import { createLog } from './src/serving/log.ts';
import { createMetrics } from './src/serving/metrics.ts';
import { docs } from './src/routes/docs.ts';
import { health } from './src/routes/health.ts';
import { metricsText } from './src/routes/metrics.ts';
import { predict } from './src/routes/predict.ts';
import { v2 } from './src/routes/v2.ts';
import type { Service } from './src/serving/service.ts';
import { step } from './src/serving/step.ts';

const card = await orExit(readCard); // model/card.json: what the model takes and gives
const config = await orExit(() => readConfig(process.env, card)); // environment variables
const log = createLog(config.logLevel);
const metrics = createMetrics();
const codec = new Codec(card, config, log, metrics); // JSON and bytes to tensors and back
const inference = new Inference(card, config, log, metrics); // the model, in this thread or in others
const lifecycle = new Lifecycle(log); // draining on SIGTERM
const memory = { bodies: new Room(config.memory.bodies), work: new Room(config.memory.work) }; // for all requests together
const parts = { card, config, log, metrics, codec, memory, inference, lifecycle };
const service: Service = { ...parts, predictions: [] }; // each predicting route adds itself, for the page

const app = express();
app.disable('x-powered-by');
app.use(observe(service)); // request id, security headers, log line, metrics
app.use(elsewhere(config)); // BASE_PATH, CORS: behind a proxy's path, and for pages of other origins
app.use(predict(service)); // POST /predict
app.use(v2(service)); // /v2/…, the Open Inference Protocol
app.use(await orExit(() => step(service))); // what model/preprocess.json names, from src/steps/
app.use(health(service)); // GET /livez, /readyz
app.use(metricsText(service)); // GET /metrics
app.use(docs(service)); // GET /, /docs, /openapi.json
app.use(notFound);
app.use(answerErrors(service));

listen(app, service);
