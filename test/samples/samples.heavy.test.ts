import { trainsAgain, type Training } from './trained-again.ts';

/** Their networks are trained for half a minute. */
const TRAININGS: Training[] = [
  {
    name: 'shapes',
    says: /9\d\.\d% of 500 held-out pictures are recognised/,
    heldOut: 500,
    data: [
      'seen, unseen = train.make_pictures(train.TRAINED, seed=0)[0], train.held_out()[0]',
      'print(not set(map(bytes, seen)) & set(map(bytes, unseen)))',
    ],
  },
  {
    name: 'reviews',
    says: /9\d\.\d% of 500 held-out reviews are understood/,
    heldOut: 500,
    data: [
      'seen, unseen = train.make_reviews(train.TRAINED, seed=0)[0], train.held_out()[0]',
      'print(len(unseen) == 500 and not set(seen) & set(unseen))',
    ],
  },
];

TRAININGS.forEach(trainsAgain);
