import { fuzzOthers } from './others.ts';

fuzzOthers(10_000);
