import { fuzzPickles } from './fuzz.ts';

fuzzPickles(10_000);
