import { expect, it } from 'vitest';
import { dropped, pickedFrom } from '../src/upload/drop';

/** Entries as browsers give them, one at a time. */
function file(name: string): FileSystemEntry {
  const get = (done: (file: File) => void) => done(new File(['x'], name));
  return { isFile: true, name, file: get } as unknown as FileSystemEntry;
}

function broken(name: string): FileSystemEntry {
  const get = (_: unknown, fail: (error: Error) => void) => fail(new Error('NotReadableError'));
  return { isFile: true, name, file: get } as unknown as FileSystemEntry;
}

function folder(name: string, ...entries: FileSystemEntry[]): FileSystemEntry {
  const left = [...entries];
  const readEntries = (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 1));
  const reader = { createReader: () => ({ readEntries }) };
  return { isFile: false, name, ...reader } as unknown as FileSystemEntry;
}

function drop(...entries: FileSystemEntry[]): DataTransfer {
  const items = entries.map((it) => ({ kind: 'file', webkitGetAsEntry: () => it }));
  return { items } as unknown as DataTransfer;
}

it('keeps the folders of what was chosen as a folder', () => {
  const one = Object.assign(new File(['x'], 'a.txt'), { webkitRelativePath: 'scans/day/a.txt' });
  const plain = Object.assign(new File(['x'], 'b.txt'), { webkitRelativePath: '' });
  expect(pickedFrom([one, plain]).map((it) => it.path)).toEqual([['scans', 'day'], []]);
});

it('takes all that can be read, and tells what cannot', async () => {
  const inner = folder('day', broken('link'), file('b.txt'));
  const found = await dropped(drop(broken('lock'), folder('scans', inner), file('a.txt')));
  expect(found.picked.map((it) => [...it.path, it.file.name].join('/'))).toEqual([
    'scans/day/b.txt',
    'a.txt',
  ]);
  expect(found.unread).toEqual(['lock', 'scans/day/link']);
});

it('keeps what it has of a folder that cannot be read to its end', async () => {
  let round = 0;
  const readEntries = (done: (some: FileSystemEntry[]) => void, fail: (error: Error) => void) => {
    round += 1;
    return round === 1 ? done([file('a.txt')]) : fail(new Error('NotFoundError'));
  };
  const away = { isFile: false, name: 'stick', createReader: () => ({ readEntries }) };
  const found = await dropped(drop(away as unknown as FileSystemEntry));
  expect(found.picked.map((it) => it.file.name)).toEqual(['a.txt']);
  expect(found.unread).toEqual(['stick']);
});
