import { fuzzOthers } from './others.ts';

fuzzOthers(20_000);
