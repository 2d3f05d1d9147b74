import type { ByteReader } from '../bytes/byte-reader.ts';
import { FormatError } from '../bytes/format-error.ts';

/** A message of an object header: what it says of the object. */
export interface Message {
  type: number;
  flags: number;
  at: number;
  size: number;
}

const CONTINUATION = 0x10;
const MAX_MESSAGES = 10_000;

/**
 * The messages of an object header, in both of their forms. `width` is the size of addresses.
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, IV.A
 */
export function messagesAt(reader: ByteReader, address: number, width: number): Message[] {
  const isNew = reader.text(address, 4) === 'OHDR';
  const messages: Message[] = [];
  const blocks = [isNew ? newBlock(reader, address) : oldBlock(reader, address)];
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    for (const message of messagesIn(reader, block)) {
      messages.push(message);
      if (messages.length > MAX_MESSAGES)
        throw new FormatError('too-large', 'an object with too many messages');
      if (message.type !== CONTINUATION) continue;
      const at = reader.unsigned(message.at, width);
      const size = reader.unsigned(message.at + width, width);
      // The new form's blocks have a signature before them and a checksum behind them.
      blocks.push(isNew ? { ...block, at: at + 4, end: at + size - 4 } : { ...block, at, end: at + size });
    }
  }
  return messages;
}

interface Block {
  at: number;
  end: number;
  isNew: boolean;
  /** Bytes before each message's content. */
  header: number;
}

function oldBlock(reader: ByteReader, address: number): Block {
  if (reader.u8(address) !== 1) throw new FormatError('malformed', `no object begins at byte ${address}`);
  return { at: address + 16, end: address + 16 + reader.u32(address + 8), isNew: false, header: 8 };
}

function newBlock(reader: ByteReader, address: number): Block {
  const flags = reader.u8(address + 5);
  const times = flags & 0x20 ? 16 : 0;
  const limits = flags & 0x10 ? 4 : 0;
  const width = 1 << (flags & 3);
  const size = address + 6 + times + limits;
  const at = size + width;
  return { at, end: at + reader.unsigned(size, width), isNew: true, header: flags & 4 ? 6 : 4 };
}

function* messagesIn(reader: ByteReader, { at, end, isNew, header }: Block): Generator<Message> {
  for (let next = at; next + header <= end;) {
    const type = isNew ? reader.u8(next) : reader.u16(next);
    const size = reader.u16(next + (isNew ? 1 : 2));
    const flags = reader.u8(next + (isNew ? 3 : 4));
    yield { type, flags, at: next + header, size };
    next += header + size;
  }
}
