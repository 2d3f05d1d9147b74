import { fuzzPickles } from './fuzz.ts';

fuzzPickles(2000);
