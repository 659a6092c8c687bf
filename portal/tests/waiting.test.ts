import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tokenOf, userOf } from '../src/api/accounts';
import { createFolder } from '../src/api/directory';
import { Refusal } from '../src/api/errors';
import { plan } from '../src/api/storage';
import type { CurrentUser, Folder, Reference, Upload } from '../src/api/types';
import { begin, own } from '../src/api/uploads';
import * as session from '../src/state/session';
import { Batch } from '../src/upload/batch';
import { NEVER, patiently } from '../src/upload/network';
import { add, transfers } from '../src/upload/queue';
import { fileOf, open, PROVIDER, planned } from './parts';

vi.mock('../src/api/accounts');
vi.mock('../src/api/directory', () => ({
  children: async function* () {},
  createFolder: vi.fn(),
}));
vi.mock('../src/api/storage');
vi.mock('../src/api/uploads');
vi.mock('../src/upload/memory');
vi.mock('../src/upload/digests', async (original) => ({
  ...(await original<object>()),
  Digests: class {
    algorithm = 'md5';
    of = () => Promise.resolve('digest');
    peek = () => 'digest';
    whole = () => Promise.resolve('digest');
    close = () => {};
  },
}));

const ENDED = new Refusal(401, { reason_code: 'token_expired' });
const PROJECT: Reference = { kind: 'dds-project', id: 'project' };

beforeEach(async () => {
  vi.resetAllMocks();
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem() {}, removeItem() {} });
  vi.mocked(tokenOf).mockResolvedValue('token');
  vi.mocked(plan).mockImplementation((_, bytes) => Promise.resolve(planned(bytes)));
  vi.mocked(own).mockResolvedValue([]);
  await enters('ada');
});

afterEach(() => {
  session.signOut();
  vi.unstubAllGlobals();
});

async function enters(id: string): Promise<void> {
  vi.mocked(userOf).mockResolvedValue({ id } as CurrentUser);
  await session.signIn(`token of ${id}`, false);
}

/** As the service answers where a session is over, of which the page then knows. */
function ended(): Promise<never> {
  session.signOut();
  return Promise.reject(ENDED);
}

/** A file that waits since its person's session has ended. */
async function waiting(): Promise<void> {
  vi.mocked(begin).mockImplementationOnce(ended).mockReturnValue(open<Upload>().promise);
  add([{ file: fileOf(5), path: [] }], 'project', PROJECT, PROVIDER, []);
  await vi.waitFor(() => expect(begin).toHaveBeenCalledTimes(1));
}

it('goes on with files once their person has signed in again', async () => {
  await waiting();
  await enters('ada');
  await vi.waitFor(() => expect(begin).toHaveBeenCalledTimes(2));
  expect(transfers.value).toHaveLength(1);
});

it('leaves nothing of the files of one person to another', async () => {
  await waiting();
  await enters('bob');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(begin).toHaveBeenCalledTimes(1);
  expect(transfers.value).toEqual([]);
});

it('makes nothing for one person that another had begun, though no file can stop it', async () => {
  const batch = new Batch('project', PROJECT, PROVIDER);
  const folder = { id: 'folder' } as Folder;
  vi.mocked(createFolder).mockImplementationOnce(ended).mockResolvedValue(folder);
  const outcome = batch.parentOf(['scans of ada']).catch((error) => error);
  await vi.waitFor(() => expect(createFolder).toHaveBeenCalled());
  await enters('bob');
  expect(await outcome).toMatchObject({ name: 'AbortError' });
  expect(createFolder).toHaveBeenCalledTimes(1);
});

it('asks again for the uploads of other days, if that failed', async () => {
  const batch = new Batch('project', PROJECT, PROVIDER);
  vi.mocked(own).mockRejectedValueOnce(new Refusal(403, {}));
  await expect(batch.earlier('brain.dat', 5, PROJECT)).rejects.toMatchObject({ status: 403 });
  expect(await batch.earlier('brain.dat', 5, PROJECT)).toBeNull();
});

it('waits for the same person to sign in', async () => {
  const attempt = vi.fn().mockImplementationOnce(ended).mockResolvedValue('done');
  const work = patiently(attempt, NEVER);
  await vi.waitFor(() => expect(attempt).toHaveBeenCalled());
  await enters('ada');
  expect(await work).toBe('done');
});
