import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Room } from '../../src/serving/http/room.ts';
import { heapLimits, leastMemory, sharesOf } from '../../src/serving/memory.ts';

const MEBIBYTE = 2 ** 20;

test('the shares of a process fit into its part of the container', () => {
  for (const megabytes of [192, 256, 512, 2048, 65_536])
    for (const processes of [1, 2]) {
      const model = 10 * MEBIBYTE;
      const total = megabytes * MEBIBYTE;
      if (total < leastMemory(model, processes)) continue;
      const { bodies, work, heap, bodyLimit } = sharesOf(model, processes, 0, total);
      assert.ok(model + bodies + work + heap < total / processes, `${megabytes} MiB, ${processes}`);
      assert.ok(bodyLimit >= MEBIBYTE && bodyLimit < (bodies * 7) / 8, `BODY_LIMIT with ${megabytes} MiB`);
    }
});

test('a limit that was asked for has room for one such body', () => {
  const asked = 100 * MEBIBYTE;
  const { bodies, work } = sharesOf(0, 1, asked, 256 * MEBIBYTE);
  for (const room of [new Room(bodies), new Room(work)]) assert.ok(room.mostWaiting >= asked);
});

test('the limits of a heap are its parts', () => {
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb } = heapLimits(60 * MEBIBYTE);
  assert.equal(maxOldGenerationSizeMb + maxYoungGenerationSizeMb, 60);
});

test('who waits for room comes in order, and leaves when it takes too long', async () => {
  const room = new Room(800);
  assert.ok(room.take(700));
  const order: string[] = [];
  const wait = async (name: string, bytes: number, left: number) =>
    order.push(`${name} ${await room.wait(bytes, left)}`);
  const all = [wait('late', 600, 20), wait('first', 300, 1000), wait('second', 300, 1000)];
  assert.ok(room.take(100), 'what is small does not wait');
  assert.ok(!room.take(1));
  await all[0];
  room.give(300);
  assert.equal(room.waiting, 2, 'an eighth is for what is small');
  room.give(500);
  await Promise.all(all);
  assert.deepEqual(order, ['late false', 'first true', 'second true']);
  assert.equal(room.held, 600);
});
