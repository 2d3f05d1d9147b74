import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { FormatError } from '../../../../lib/formats/bytes/format-error.ts';
import { ByteReader } from '../../../../lib/formats/pickle/byte-reader.ts';
import { compressionOf, expanded } from '../../../../lib/formats/pickle/compression/compression.ts';
import { newFolder } from '../../onnx/folders.ts';

/** What Python's bz2, lzma and lz4.frame make of CONTENT; bz2 in two streams, as of a file that was appended to. */
const COMPRESSED: Record<string, string> = {
  bz2:
    'QlpoOTFBWSZTWf4WO2wAAYHZgEAQQAB/4AAAkIAwAWU0Iap+ChlVMgRinkUDQGahNU/TVBoxAiO/h3Sw+WJO2xQqtFiUhNSV' +
    'SU1ItxVIiW1O1mFiQ1JpSm2UMoOnEjopwuT4CqAXJArKvDeFqLfctjXmRfvOY0GT33QchU+KBWykguONr7hADI+RAw/ImFbU' +
    'z9pRGGdl3r4ijkTHu7aproFRSJmxhpe72rRgC4LZvlYLJhYZ3c+LBbPvimzaVXk45yDbkyskurTwTr0oD4jpCKXMtw/cuami' +
    'y21fkW4D588pzu8RyV06dIJtfvbynCOnFyP3eUjzWd7Jps9MumEn193zKgqUEbV+abcNE5G5FRfaQeNpN8/JpN+NpN/xdyRT' +
    'hQkP4WO2wEJaaDkxQVkmU1m5KZ/EAAKh2YjAEEAAf+AAAJCAAACACEAC/YtLVG2Kw1T9JmmSqgAip/6CU1T9UaAU0yMTExBg' +
    'SJpJtTH0kNgA1AHO+179XScuJy4nLicuJy4m5ROUTlE5ROUTlE5ROUTlE5ROaJyic0TlE5ROUTlE5ROUTlE5ROUTlE5ROUTl' +
    'E5ROUTlE5RT4QCSNEgOXE5oJypy4/X9rzWDJZoXrzebiSca1Av2EwaljdvLEd3tguswG8sJyhOUJyhOUJyhOOBTN3ehXda8x' +
    'ExVGZvMC1Lprpb13DYxxbQ6R4sj51yDvksmAoBndKc3owFtc+TQPbp3s9DLPA0LBCwQhPM5qzK1YuecZ1GTy7gF6Z0/RUyHV' +
    'Q0RUpGpntLlDLt6D5oeLyx6jDVplPN5hzzuCcwTmCcwTmCcwTidhZyyxMHrWgkoyhsocWJU8uwF3aCK6ewk7tcRxZwp3uwFZ' +
    'Vq6+HwK2/Q+LdHIuzujsNO8wDpVpRIGe157LKqGGKmuLM3wJ9bCcoTlCcoTlCcoTlco1OO+rbuBaEo/OTuE9Xc53zcN52g+x' +
    'ZOmuNeHF+rPUbRXWgSruhxkz27XpVyOxxZEZvz7HqB6YmyvV92UL0969jvaGKIEIZj86oX5pcDO0tnHPXd+hJo5qlwGMbO9w' +
    'Nu7MHu4JzBOYJzBOYJzBOJwQdfUb3lvrmmleZjB11iGGJGf7/fAfffD+EAkj6QCSPgB/C7kinChIXJTP4gA=',
  xz:
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4BbdArVdADkby1Agn0jqqThiRhCT7/5Djqvi6xAoPRd/pUZWDgHXTfpgvHQz0wEl' +
    'IrNzM95K5H4fsHOdDdSflGT7WcCpVE32WIKAzDV3tlJTGt/o1oJo5SgLmdjNdDMVn6Mc1wVL9tFfEV8BHXirJDrQfN3wkSYq' +
    'lD2HC2RUU2O4sJb7r0Lh1vdlOx3MyvecMxH7X5RaTmAtGyed9ETlurg5q+IvX9VKFenDftx/ApgFrJJxS/S1+Q6InzlK9T9Y' +
    '1dLRQGTkumZ9AoZgb/iQw0pdDi1hk+nmYuUuuopnA8jK5jm7ZJpvx4ue9/WsFJIwDGTZoq/3KPFVfufczlmSX62ELHOJPHPd' +
    'J73ot9GC19ds/WZOpHoxQ3uBY+qOfVvPUoSFMXsh/c/38KQAxO5zoGjOoVuoKQQHLCDLDt4QUGqvtcpHbIL9AErBbeWYtw+Q' +
    '1YB4N3Bxsc6uA0Aqfrx+cPZAUOgcVgiogHX25aFajRJIWGJMwtlrh3Soo2WuYsgbLLMhafAhJoOZH8FSFt3n09tJ7L5pbLb1' +
    'ceIBxU6f5I0iaJc4MePtp5bG32Ovh2lzmbWKcT7ObRAEFCLluS9gc3DTg7xf2f3Av2hk0fKOVib+saecTMMc4lyJToXROfcu' +
    'NostgyM/8aT2X5vD5xuyFmE7TFket5PCI7NrM9XYk6MuDbpT9+634VIWuY3CqWX/LjWe3+gHg4JPMJnnuKCk5NtgUuKrfOBM' +
    'ROtjGXFFZZFGutW5NrsPPi8aeAp0pUeBTpULhnBuo/ibSj7qQmcgg/IaVPppX+HT6eSUI/23Y9F2IxM3UVgygr/FTyhjMoan' +
    '4TAS153jtaLwbnSGRhxAs+oI6kMVJWfg8BL8bOf8pw5lRKIztA31ZGKqZayXgS8Vm/ZHSAvnLlnyUELsF1jCh2DvhQafR2/J' +
    'mqxeKAAAAACDf+INqMme3QAB0QXeLQAAPo/JJLHEZ/sCAAAAAARZWg==',
  lzma:
    'XQAAgAD//////////wA5G8tQIJ9I6qk4YkYQk+/+Q46r4usQKD0Xf6VGVg4B1036YLx0M9MBJSKzczPeSuR+H7BznQ3Un5Rk' +
    '+1nAqVRN9liCgMw1d7ZSUxrf6NaCaOUoC5nYzXQzFZ+jHNcFS/bRXxFfAR14qyQ60Hzd8JEmKpQ9hwtkVFNjuLCW+69C4db3' +
    'ZTsdzMr3nDMR+1+UWk5gLRsnnfRE5bq4OaviL1/VShXpw37cfwKYBayScUv0tfkOiJ85SvU/WNXS0UBk5LpmfQKGYG/4kMNK' +
    'XQ4tYZPp5mLlLrqKZwPIyuY5u2Sab8eLnvf1rBSSMAxk2aKv9yjxVX7n3M5Zkl+thCxziTxz3Se96LfRgtfXbP1mTqR6MUN7' +
    'gWPqjn1bz1KEhTF7If3P9/CkAMTuc6BozqFbqCkEBywgyw7eEFBqr7XKR2yC/QBKwW3lmLcPkNWAeDdwcbHOrgNAKn68fnD2' +
    'QFDoHFYIqIB19uWhWo0SSFhiTMLZa4d0qKNlrmLIGyyzIWnwISaDmR/BUhbd59PbSey+aWy29XHiAcVOn+SNImiXODHj7aeW' +
    'xt9jr4dpc5m1inE+zm0QBBQi5bkvYHNw04O8X9n9wL9oZNHyjlYm/rGnnEzDHOJciU6F0Tn3LjaLLYMjP/Gk9l+bw+cbshZh' +
    'O0xZHreTwiOzazPV2JOjLg26U/fut+FSFrmNwqll/y41nt/oB4OCTzCZ57igpOTbYFLiq3zgTETrYxlxRWWRRrrVuTa7Dz4v' +
    'GngKdKVHgU6VC4ZwbqP4m0o+6kJnIIPyGlT6aV/h0+nklCP9t2PRdiMTN1FYMoK/xU8oYzKGp+EwEted47Wi8G50hkYcQLPq' +
    'COpDFSVn4PAS/Gzn/KcOZUSiM7QN9WRiqmWsl4EvFZv2R0gL5y5Z8lBC7BdYwodg74UGn0dvyZ1D4vcV/u2cag==',
  lz4:
    'BCJNGGhA3hYAAAAAAADP8wUAAGByb3cgMAoGABExBgARNAYAETkGACExNgcAITI1BwASMw4AEjQcABI2KQASODYAIzEwRAAT' +
    'MhAAEjQfACIxNi4AIjE5PQATMkwAIzI1EAASOCAAIjMyMAAiMzZAABM0UAAjNDQQABI4IAAiNTIwACI1N0AAEzZQABM2EAAT' +
    'NyAAEzcwABM4QAATOVAAEzlgACMxMHEAIzEwggAjMTGTABQxpAAjMTK1ACQxM8YAFDTXABQ16AATNlkAJDE2CgETNxoBIzE4' +
    'KgEjMTk6ASMyMK4AJDIxWgEiMjDQADIyMzDhADIyNDDyACMyNVoAJDI2EgAUNyQAFDg2ABM5SAAUM1oAIzMxbAAjMzJ+ACMz' +
    'M5AAIzM0ogAUM7QAIzM3xgAjMzjYADIzOTaQACM0MPwAFDQOASM0MyABIzQ0MgEjNDZEASM0N1YBFDRnASM1MHgBIzUxiQEj' +
    'NTOaASM1NKsBFDW8ASQ1NxIAEzkkACM2MDYAIzYySAAUNhECIzY1bAAjNjd+ACM2OJAAIzcwogAUN7QAIzczxgAjNzXYACM3' +
    'N+oAIzc5/AAUOLsCIzgyIAEjODQyASM4NkQBIzg4VgEUOWgBIzkyegEjOTSMASM5Np4BIzk4sAEzMTAwwwE1MTAyFAATNCcA' +
    'MzEwNjoAMzEwOE0AJDExYAAzMTEycwAzMTE0hgAzMTE2mQAzMTE4rAAkMTK/ADMxMjPSADMxMjXlADMxMjf4ADMxMjkLASQx' +
    'Mx4BMzEzNDEBMzEzNkQBMzEzOVcBMzE0MWoBJDE0fQEzMTQ2kAEzMTQ4owEzMTUxtgEzMTUzyQEVMdwBNDE1OBQAFTYoACQ2' +
    'MzwAFTZQABQ2OwIlMTd4ACQ3NIwAFTegACQ3ObQAFTjIACQ4NNwAFTjwACQ5MAQBFTkYARQ5+QIkMTlAATMyMDFUASQyMGgB' +
    'MzIwN3wBFTKQATMyMTOkASQyMbgBMzIxOcwBJDIy4AEWMrcDFDIIAjQyMzEoABQzLgI0MjM3UAAUNPQBNDI0M3gAFDR6AjQy' +
    'NDmgABQ1oAIkMjXIACQyNcYCMzI2MvAAJDI27AIzMjY4GAEVMhIDMzI3NUABJDI3OAMzMjgyaAEkMjheAyQyOJABJDI5hAMz' +
    'Mjk1uAEkMjmqAzMzMDLgASQzMNADNDMwORQAFDH2AzMzMTY8ACQzMhwEJDMyWAIkMzJCBDMzMzGMACQzM2gEMzMzOLQAFTOO' +
    'BDMzNDXcACQzNLQEMzM1MwQBJTM12gQUNiADJjM2AAUTOFQBJTM3JgUjNzZ8ASQzOJABMzM4NKQBJDM4cgUzMzkyzAEkMzmY' +
    'BRU06AMkNDC+BTM0MDgoACQ0MeQFAFEDArYGFTQKBjM0MjR4ACQ0MjAGMzQzMqAAJDQzVgYkNDTIACQ0NHwGMzQ0OfAAJDQ1' +
    'ogYzNDU3GAEkNDYgAzM0NjZAASQ0N+4GMzQ3NWgBJDQ3FAckNDiQAQDdAwKGBjM0OTK4ASQ0OVwHMzUwMeABFTX0ATQ1MTAU' +
    'ABUxpAcjMTk8ACQ1MsgHJDUyWAIkNTPsBzM1MziMADM1NDKIBDM1NDe0ACQ1NcgAMzU1NtwAJDU2WAgzNTY2BAEzNTcxAAUk' +
    'NTcgAzM1ODAoBTM1ODVUATM1OTBQBTM1OTV8ASQ2MPQBMzYwNfQBADkCAgwHMzYxNcwBMzYyMMgFFTboAyU2MxQAFTMoABU0' +
    'PAAVNFAAFTVkABU1eAAUNowAAKMBAgEIJDY3tAAVNsgAJDY43AAkNjjwACQ2OQQBJDY5GAEkNzAsASQ3MEABJDcxVAEkNzFo' +
    'ASQ3MnwBFTeQASQ3M6QBJDczuAEkNzTMASQ3NeABFTfcBSQ3NggCJDc2HAIkNzcwAiQ3N0QCFTdYAiQ3OGwCJDc5gAIkODCU' +
    'AiQ4MKgCJDgxyAAkODHQAiQ4MuQCJDgy+AIkODMMAxU4IAMkODQ0AyQ4NUgDJDg1XAMkODZwAyQ4N5ABJDg3mAMkODisAyQ4' +
    'OMADIDg51AMfAAEA//////////////+qUAAAAAAAAAAAAA==',
};
const LINES = Array.from({ length: 300 }, (_, i) => `row ${i * i}\n`).join('');
const CONTENT = Buffer.concat([Buffer.from(LINES), Buffer.alloc(3000)]);

async function content(bytes: Buffer): Promise<Buffer> {
  const file = path.join(newFolder(), 'model.joblib');
  writeFileSync(file, bytes);
  const reader = new ByteReader(expanded(file, compressionOf(bytes)!, bytes.length));
  try {
    await reader.need(CONTENT.length);
    const read = Buffer.from(reader.take(CONTENT.length));
    expect(await reader.tryNeed(1)).toBe(false);
    return read;
  } finally {
    reader.close();
  }
}

function zfile(width: number): Buffer {
  const length = `0x${CONTENT.length.toString(16)}`.padEnd(width);
  return Buffer.concat([Buffer.from(`ZF${length}`), deflateSync(CONTENT)]);
}

const FILES: [string, Buffer][] = [
  ['gzip', gzipSync(CONTENT)],
  ['zlib', deflateSync(CONTENT)],
  // joblib before 0.10, of Python 3 and of Python 2.
  ['zfile', zfile(19)],
  ['zfile', zfile(20)],
  ...Object.entries(COMPRESSED).map(([name, base64]): [string, Buffer] => [
    name,
    Buffer.from(base64, 'base64'),
  ]),
];

it.each(FILES)('%s is expanded to what was compressed', async (name, bytes) => {
  expect(compressionOf(bytes)).toBe(name);
  expect((await content(bytes)).equals(CONTENT)).toBe(true);
});

it.each(FILES)('%s that is cut off is an error of the file', async (_, bytes) => {
  await expect(content(bytes.subarray(0, bytes.length >> 1))).rejects.toThrow(FormatError);
});
