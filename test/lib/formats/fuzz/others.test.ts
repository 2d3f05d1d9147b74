import { fuzzOthers } from './others.ts';

fuzzOthers(2000);
