import type { Request } from 'express';
import { Problem } from '../problems.ts';

const TOP = 5;

/** How many classes are told: `?top=`. @throws Problem 400 where it is no whole number from 1. */
export function topIn(query: Request['query']): number {
  const top = numberIn(query, 'top', 1, 1e6) ?? TOP;
  if (!Number.isInteger(top)) throw new Problem(400, `top has to be a whole number, not ${top}.`);
  return top;
}

/** A number in the query; undefined where it is not there. @throws Problem 400 where it is something else. */
export function numberIn(
  query: Request['query'],
  name: string,
  least: number,
  most: number,
): number | undefined {
  const given = query[name];
  if (given === undefined) return undefined;
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : NaN;
  if (value >= least && value <= most) return value;
  const got = JSON.stringify(given).slice(0, 80);
  throw new Problem(400, `${name} has to be a number from ${least} to ${most}, not ${got}.`);
}
