import { fuzzPickles } from './fuzz.ts';

fuzzPickles(20_000);
