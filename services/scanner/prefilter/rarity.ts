/**
 * How often four bytes stand at a random place of source text: an order-one model over folded character classes.
 * It only steers which part of an anchor the kernel looks for; a wrong estimate costs time, never a hit.
 */

/** Classes: 0-25 letters (folded), 26 `_`, 27 digit, 28 blank or control, 29 other ASCII, 30 beyond ASCII. */
const CLASSES = 31;

/**
 * Pair frequencies, one row per first class: character code 48 + n means 2^(-n/2). Counted over equal shares of C,
 * Linux non-C files, Java, Python, JavaScript and documentation (60 MB).
 */
const PAIRS = [
  "JDBBJGDNDLG@B@ODO@A?EFHGFMGDCCP",
  "EJHJDJLPEFSCLNEKUGIKCRQTFQHEHBW",
  "BJFIAINAENCBHK?GPDHAEMOPITEDDCV",
  "CHHE>JJLCONGHLDIOEFHFLLKJTDD@AW",
  "BGA@DBDKGDK@C?GDD>?@HCFBFMCD=>P",
  "DJHGDCLSAUTFKLBJWEFGFQNPH[GDABX",
  "HMKOBLJGCSSHJFIGVFFHFNRUNOEKCCV",
  "BOKK@ORQCYQNKMDLVFJCCRKUIOHKDDW",
  "EEACDBCNKQLBC>@DPD@?MEOGQFGHFEU",
  "IWOPFQVXMUUTQUJMZPCRLNU[WURQNKZ",
  "IKMNCNMOFTTLNLMNRNHMLNMWOSGMEDW",
  "BIJE?DLOATHAKLBIUJDEDJLNEKEHBAV",
  "AGHHAMMNCOPHDMCBQNFIGKOLLRFHDBY",
  "BLBA@EAMDLGGKE@HQKA?DGOPHOFJ@AT",
  "GEB@JCFNFNHC@>ECU?DCBFDKLOGJBEU",
  "AMGHAJLHDVLCHNBERBCCCLLOHUFHFDY",
  "QVNRPR]PT^XLOPQPWPNQDZUTZ\\JOLI\\",
  "AJEF>GFKATHFECAGICCACGLJESEHAAU",
  "EHDI?JJDBPFGGHCDMGB>DLIOEOEH?>T",
  "@JEH?HL>?RLGHIABQ@CBCKHHCPCF??T",
  "FBEGCEHTFSQBEBMD^BBBRJWIRRIBHHS",
  "CMKIBNMNEUUNJPGMUMLOQTTRUZIGIF\\",
  "EONLGPPGDXRMLHGNRGHNRRKTVTILFG\\",
  "IIGKHIPQIWKNKPMFQOLEQTRKMVGBFEW",
  "JNJPJPPRKXSJJGIDVKFGPQMWQRHLBCW",
  "KVTSFTWPKYWNPTKQZTPWTZWVPOKPLKX",
  "EFCDFFFGDLKEEFFDKDCEGGHLQPEFLIX",
  "DEDDDDOPNRNKLNQLRNLNMNRBTSC;A=R",
  "?A?AAADC?HFCBBAAI@?>BCBHGJF@6:J",
  "BD@BCCBBCGGDCADBJCABAFFGIJF?9:J",
  "VWSWPYX[V^]PXUUX^UTV[]X^Z]XQJJ@",
];

/** How many characters share a class evenly, roughly; where one makes up most of it (the blank), or it is one letter: 1. */
const CLASS_SIZE = Array.from({ length: CLASSES }, (_, each) => (each === 27 ? 6 : each === 29 ? 12 : 1));

const CLASS_OF = Uint8Array.from({ length: 256 }, (_, byte) => {
  const folded = byte | 0x20;
  if (byte >= 0x80) return 30;
  if (byte >= 0x41 && folded >= 0x61 && folded <= 0x7a) return folded - 0x61;
  if (byte === 0x5f) return 26;
  if (byte >= 0x30 && byte <= 0x39) return 27;
  return byte <= 0x20 ? 28 : 29;
});

/** Share of each class. */
const single = new Float64Array(CLASSES);
/** Share of a typical character of the second class right behind the first class. */
const next = new Float64Array(CLASSES * CLASSES);
PAIRS.forEach((row, first) => {
  const shares = Array.from({ length: CLASSES }, (_, second) => 2 ** ((48 - row.charCodeAt(second)) / 2));
  const total = shares.reduce((sum, share) => sum + share, 0);
  single[first] = total;
  shares.forEach((share, second) => {
    next[first * CLASSES + second] = share / total / (CLASS_SIZE[second] ?? 1);
  });
});

/** Estimated share of text positions where the four bytes at `at` (letters in any case) stand. */
export function windowFrequency(bytes: Uint8Array, at: number): number {
  let before = CLASS_OF[bytes[at] ?? 0] ?? 0;
  let frequency = (single[before] ?? 0) / (CLASS_SIZE[before] ?? 1);
  for (let k = at + 1; k < at + 4; k++) {
    const after = CLASS_OF[bytes[k] ?? 0] ?? 0;
    frequency *= next[before * CLASSES + after] ?? 0;
    before = after;
  }
  return frequency;
}

/** Estimated share of each byte value in source text. */
export const BYTE_FREQUENCY: Float64Array = new Float64Array(256).map((_, byte) => {
  const share = single[CLASS_OF[byte] ?? 0] ?? 0;
  if (byte >= 0x61 && byte <= 0x7a) return share * 0.9;
  if (byte >= 0x41 && byte <= 0x5a) return share * 0.1;
  if (byte === 0x20) return share * 0.8;
  if (byte === 0x09 || byte === 0x0a) return share * 0.1;
  if (byte < 0x20) return 0;
  if (byte >= 0x80) return share / 128;
  return share / (byte === 0x5f ? 1 : byte >= 0x30 && byte <= 0x39 ? 10 : 31);
});
