import { beforeEach, expect, it, vi } from 'vitest';
import { createFile, reviseFile } from '../src/api/directory';
import { Refusal } from '../src/api/errors';
import { plan } from '../src/api/storage';
import type {
  CompletedUpload,
  Entry,
  File as Made,
  Plan,
  Reference,
  Upload,
} from '../src/api/types';
import { abort, begin, complete, grant, held, upload as readUpload } from '../src/api/uploads';
import type { Batch } from '../src/upload/batch';
import { Lanes } from '../src/upload/lanes';
import { type PutAnswer, put } from '../src/upload/put';
import { Transfer } from '../src/upload/transfer';
import { fileOf, granted, open, PROVIDER, planned } from './parts';

vi.mock('../src/api/directory');
vi.mock('../src/api/storage');
vi.mock('../src/api/uploads');
vi.mock('../src/upload/put');
vi.mock('../src/upload/memory');
vi.mock('../src/upload/digests', async (original) => ({
  ...(await original<object>()),
  Digests: class {
    algorithm = 'md5';
    of = (number: number) => Promise.resolve(`digest ${number}`);
    peek = (number: number) => `digest ${number}`;
    whole = () => Promise.resolve('digest');
    close = () => {};
  },
}));

const PARENT: Reference = { kind: 'dds-folder', id: 'folder' };
const NEW: Reference = { kind: 'dds-folder', id: 'new folder' };
const GONE = new Refusal(404, { reason_code: 'not_found' });
const MADE = { id: 'file', current_version: { version: 1 } } as Made;

let size = 100;
let begun = 0;

beforeEach(() => {
  vi.resetAllMocks();
  size += 1; // plans are remembered by size
  begun = 0;
  vi.mocked(plan).mockImplementation((_, bytes) => Promise.resolve(planned(bytes)));
  vi.mocked(begin).mockImplementation(() => {
    begun += 1;
    return Promise.resolve({ id: `upload ${begun}`, state: 'open' } as Upload);
  });
  vi.mocked(grant).mockImplementation(granted);
  vi.mocked(put).mockResolvedValue({ status: 201, envelope: {}, retryAfterSeconds: null });
  const done = (id: string) =>
    Promise.resolve({ id, state: 'complete', file: null } as CompletedUpload);
  vi.mocked(complete).mockImplementation(done);
  vi.mocked(readUpload).mockImplementation(done);
  vi.mocked(createFile).mockResolvedValue(MADE);
});

/** Files of a batch in which `existing` lies; once it is forgotten, another folder is found. */
function batchWith(existing: Entry | null = null) {
  const batch = {
    provider: PROVIDER,
    projectId: 'project',
    parentOf: vi.fn(() => Promise.resolve(PARENT)),
    existing: vi.fn(() => Promise.resolve(existing)),
    earlier: () => Promise.resolve(null),
    forget: vi.fn(() => {
      batch.parentOf.mockResolvedValue(NEW);
      batch.existing.mockResolvedValue(null);
    }),
  };
  return batch;
}

async function ready(batch: ReturnType<typeof batchWith> = batchWith()): Promise<Transfer> {
  const made = transferOf(batch);
  await made.prepare([]);
  return made;
}

function transferOf(batch: ReturnType<typeof batchWith> = batchWith()): Transfer {
  const picked = { file: fileOf(size), path: [] };
  return new Transfer(picked, batch as unknown as Batch, new Lanes());
}

it('stays cancelled though its plan comes', async () => {
  const asked = open<Plan>();
  vi.mocked(plan).mockReturnValue(asked.promise);
  const [one, other] = [transferOf(), transferOf()];
  const both = Promise.all([one.prepare([]), other.prepare([])]);
  await one.cancel();
  asked.resolve(planned(size));
  await both;
  expect(one.phase.value).toBe('cancelled');
  expect(other.phase.value).toBe('queued'); // though it asked the same question, and later
});

it('stays cancelled in the very moment in which its plan comes', async () => {
  const one = transferOf();
  await transferOf().prepare([]);
  const preparing = one.prepare([]);
  one.cancel();
  await preparing;
  expect(one.phase.value).toBe('cancelled');
});

it('runs once, however soon a pause is over', async () => {
  const one = await ready();
  vi.mocked(put).mockImplementation(
    (_request, _blob, _moved, stop) =>
      new Promise<PutAnswer>((_, reject) => {
        stop.addEventListener('abort', () => setTimeout(() => reject(stop.reason), 5));
      }),
  );
  const first = one.run();
  await vi.waitFor(() => expect(put).toHaveBeenCalled());
  one.pause();
  vi.mocked(put).mockResolvedValue({ status: 201, envelope: {}, retryAfterSeconds: null });
  await Promise.all([first, one.run()]);
  expect(one.phase.value).toBe('done');
  expect(begin).toHaveBeenCalledTimes(1);
  expect(complete).toHaveBeenCalledTimes(1);
});

it('sends nothing again where the folder is gone in the end', async () => {
  const batch = batchWith();
  const one = await ready(batch);
  vi.mocked(complete).mockRejectedValueOnce(GONE);
  await one.run();
  expect(one.phase.value).toBe('done');
  expect(begin).toHaveBeenCalledTimes(1);
  expect(put).toHaveBeenCalledTimes(11);
  expect(vi.mocked(complete).mock.calls.map(([id, , place]) => [id, place?.id])).toEqual([
    ['upload 1', 'folder'],
    ['upload 1', 'new folder'],
  ]);
});

it('sends all again where the upload is gone in the end', async () => {
  const one = await ready();
  vi.mocked(complete).mockRejectedValueOnce(GONE);
  vi.mocked(readUpload).mockRejectedValueOnce(GONE);
  await one.run();
  expect(one.phase.value).toBe('done');
  expect(begin).toHaveBeenCalledTimes(2);
  expect(put).toHaveBeenCalledTimes(22);
});

it('keeps all that was sent for another try where the folder stays gone', async () => {
  const one = await ready();
  vi.mocked(complete).mockRejectedValue(GONE);
  await one.run();
  expect(one.phase.value).toBe('failed');
  vi.mocked(complete).mockImplementation((id) =>
    Promise.resolve({ id, state: 'complete', file: MADE } as CompletedUpload),
  );
  await one.run();
  expect(one.phase.value).toBe('done');
  expect(begin).toHaveBeenCalledTimes(1);
  expect(put).toHaveBeenCalledTimes(11);
});

it('becomes a file of its own where the file that is there goes meanwhile', async () => {
  const existing = { kind: 'dds-file', id: 'old', current_version: { version: 1 } } as Entry;
  const one = await ready(batchWith(existing));
  vi.mocked(reviseFile).mockRejectedValue(GONE);
  await one.run();
  expect(one.phase.value).toBe('done');
  expect(createFile).toHaveBeenCalledWith(PARENT, 'upload 1');
  expect(one.notes.value).toEqual([]);
  expect(put).toHaveBeenCalledTimes(11);
});

it('begins anew after storage could not put it together, also what was chosen for it', async () => {
  const chosen = { id: 'chosen', state: 'open' } as Upload;
  vi.mocked(held).mockResolvedValue({ results: [], missing_bytes: size });
  vi.mocked(complete).mockResolvedValueOnce({
    id: 'chosen',
    state: 'failed',
    status: { error_message: 'damaged' },
  } as Upload);
  const picked = { file: fileOf(size), path: [] };
  const batch = batchWith() as unknown as Batch;
  const one = new Transfer(picked, batch, new Lanes(), chosen);
  await one.prepare([]);
  await one.run();
  expect(one.phase.value).toBe('failed');
  await one.run();
  expect(one.phase.value).toBe('done');
  expect(begin).toHaveBeenCalledTimes(1);
});

it('ends at the service too what is cancelled while it is being begun', async () => {
  const made = open<Upload>();
  vi.mocked(begin).mockReturnValue(made.promise);
  vi.mocked(abort).mockResolvedValue();
  const one = await ready();
  one.run();
  await vi.waitFor(() => expect(begin).toHaveBeenCalled());
  const cancelling = one.cancel();
  const [, , , ...more] = vi.mocked(begin).mock.calls[0] ?? [];
  expect(more).toEqual([]); // no signal breaks the request off: its answer names what to end
  made.resolve({ id: 'upload', state: 'open' } as Upload);
  await cancelling;
  expect(one.phase.value).toBe('cancelled');
  expect(abort).toHaveBeenCalledWith('upload');
  expect(put).not.toHaveBeenCalled();
});
