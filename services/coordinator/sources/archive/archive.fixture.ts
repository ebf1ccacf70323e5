/** Archives with whatever in them, made by hand where no honest program would make them. */
import { crc32, deflateRawSync } from "node:zlib";

export interface TarEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Type flag; a file where absent. */
  readonly type?: string;
  /** As the header says it; that of the content where absent. */
  readonly size?: number;
}

const BLOCK = 512;

export function tarOf(entries: readonly TarEntry[], end = true): Buffer {
  const parts = entries.flatMap(({ name, content = "", type = "0", size }) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(BLOCK);
    Buffer.from(name).copy(header, 0, 0, 100);
    header.write("0000644\0", 100);
    header.write("0000000\0".repeat(2), 108);
    header.write(`${(size ?? bytes.length).toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0", 136);
    header.write("        ", 148);
    header.write(type, 156);
    header.write("somewhere/else", 157);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(end ? 2 * BLOCK : 0)]);
}

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Unix mode, `0o100644` where absent. */
  readonly mode?: number;
  /** General purpose bits. */
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** Bytes unpacked, as the archive says. */
  readonly size?: number;
  /** System that made it; Unix where absent. */
  readonly host?: number;
}

export function zipOf(entries: readonly ZipEntry[], { zip64 = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content = "", mode = 0o100644, flags = 0, method = 8, crc, size, host = 3 } of entries) {
    const [raw, bytes] = [Buffer.from(name), Buffer.from(content)];
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const told = size ?? bytes.length;
    const extra = zip64 ? zip64Extra(told, packed.length, at) : Buffer.alloc(0);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(45, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc ?? crc32(bytes), 10);
    shared.writeUInt32LE(zip64 ? 0xffffffff : packed.length, 14);
    shared.writeUInt32LE(zip64 ? 0xffffffff : told, 18);
    shared.writeUInt16LE(raw.length, 22);
    shared.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, raw, extra, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((mode << 16) >>> 0) + 0, 6);
    tail.writeUInt32LE(zip64 ? 0xffffffff : at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([45, host]), shared, tail, raw, extra]));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

function zip64Extra(size: number, packed: number, at: number): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  extra.writeBigUInt64LE(BigInt(at), 20);
  return extra;
}
