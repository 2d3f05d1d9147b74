import { describe, expect, it } from 'vitest';
import { requirementsFor, requirementsTable, type Table } from '../../../lib/convert/requirements.ts';

const TABLE: Table = {
  'scikit-learn': [
    {
      versions: ['1.0', '1.1'],
      version: '1.1.3',
      python: '3.10',
      packages: ['numpy==1.23.5', 'onnx==1.18.0'],
    },
    {
      versions: ['1.5', '1.6'],
      version: '1.6.1',
      python: '3.11',
      packages: ['numpy==1.26.4', 'onnx==1.18.0'],
    },
  ],
  xgboost: [
    {
      versions: ['1.7', '1.7'],
      version: '1.7.6',
      python: '3.10',
      packages: ['numpy==1.23.5', 'scikit-learn==1.1.3'],
    },
    {
      versions: ['2.1', '2.1'],
      version: '2.1.4',
      package: 'xgboost-cpu',
      python: '3.11',
      packages: ['numpy==2.2.0', 'scikit-learn==1.6.1', 'extra==1.0'],
    },
  ],
};

describe('what a sandbox needs', () => {
  it('is the library that wrote the file, with what it was tried with', async () => {
    expect(await requirementsFor({ 'scikit-learn': '1.0.2' }, TABLE)).toEqual({
      python: '3.10',
      packages: ['scikit-learn==1.1.3', 'numpy==1.23.5', 'onnx==1.18.0'],
    });
  });

  it('is that of scikit-learn and of the booster at the end of a pipeline', async () => {
    const { packages } = await requirementsFor({ 'scikit-learn': '1.6.1', xgboost: null }, TABLE);
    expect(packages).toEqual([
      ...['scikit-learn==1.6.1', 'xgboost-cpu==2.1.4', 'extra==1.0', 'numpy==1.26.4', 'onnx==1.18.0'],
    ]);
    const named = await requirementsFor({ xgboost: null, 'scikit-learn': '1.6.1' }, TABLE);
    expect(named.packages.slice(0, 2)).toEqual(packages.slice(0, 2));
    const older = await requirementsFor({ 'scikit-learn': '1.1.3', xgboost: null }, TABLE);
    expect(older.packages).toContain('xgboost==1.7.6');
  });

  it.each([['1.2.2'], ['0.24'], ['2.0.0']])(
    'refuses scikit-learn %s, which was not tried',
    async (version) => {
      await expect(requirementsFor({ 'scikit-learn': version }, TABLE)).rejects.toMatchObject({
        code: 'convert-version',
        exitCode: 2,
      });
    },
  );

  it.each([
    ['1.7.6', '1.7.6'],
    ['2.0.3', '2.1.4'],
    ['3.3.0', '2.1.4'],
    [null, '2.1.4'],
  ])('takes a later XGBoost for what %s has written', async (version, installed) => {
    const { packages } = await requirementsFor({ xgboost: version }, TABLE);
    expect(packages.find((one) => one.startsWith('xgboost'))).toMatch(new RegExp(`==${installed}$`));
  });

  it('is the newest scikit-learn where nothing is known', async () => {
    expect((await requirementsFor({ 'imbalanced-learn': null }, TABLE)).packages[0]).toBe(
      'scikit-learn==1.6.1',
    );
  });

  it('is a table of rows in order, each pinned', async () => {
    for (const [library, rows] of Object.entries(await requirementsTable())) {
      for (const [i, { versions, packages, python }] of rows.entries()) {
        expect(
          packages.filter((one) => !/^[\w.-]+==[\w.]+$/.test(one)),
          library,
        ).toEqual([]);
        expect(python).toMatch(/^3\.\d+$/);
        const ends = [rows[i - 1]?.versions[1], ...versions].filter((one) => one !== undefined);
        expect(
          [...ends].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
          library,
        ).toEqual(ends);
      }
    }
  });
});
