/** What files that were chosen together share: the folders they go to, and what is there. */

import { children, createFolder } from '../api/directory';
import { RequestKeys } from '../api/request-key';
import type { Entry, Provider, Reference, Upload } from '../api/types';
import { own } from '../api/uploads';
import { recall } from './memory';
import { NEVER, patiently } from './network';

interface Place {
  parent: Reference;
  /** By kind and name, what lies in it. */
  entries: Map<string, Entry>;
}

export class Batch {
  private readonly places = new Map<string, Promise<Place>>();
  private open: Promise<Upload[]> | null = null;
  private readonly claimed = new Set<string>();
  private readonly keys = new RequestKeys();

  constructor(
    readonly projectId: string,
    readonly root: Reference,
    readonly provider: Provider,
  ) {}

  /** The folder at the end of that path, which is made where it is not there. */
  async parentOf(path: string[]): Promise<Reference> {
    return (await this.place(path)).parent;
  }

  /** The file of that name, if there is one. */
  async existing(path: string[], name: string): Promise<Entry | null> {
    return (await this.place(path)).entries.get(`dds-file/${name}`) ?? null;
  }

  /** Has that folder, and those that it lies in, looked for anew: one of them is gone. */
  forget(path: string[]): void {
    for (let depth = 0; depth <= path.length; depth += 1) {
      this.places.delete(keyOf(path.slice(0, depth)));
    }
  }

  /** Takes the earlier uploads that a file may go on with: of its name, size and place. */
  async earlier(name: string, size: number, parent: Reference): Promise<Upload | null> {
    const found = (await this.opened()).find(
      (it) =>
        it.name === name &&
        it.size === size &&
        it.storage_provider.id === this.provider.id &&
        !this.claimed.has(it.id) &&
        (recall(it.id)?.id ?? parent.id) === parent.id,
    );
    if (found) {
      this.claimed.add(found.id);
    }
    return found ?? null;
  }

  private opened(): Promise<Upload[]> {
    if (!this.open) {
      this.open = patiently(() => own(this.projectId, 'open'), NEVER);
      this.open.catch(() => {
        this.open = null; // whoever tries again asks again
      });
    }
    return this.open;
  }

  private place(path: string[]): Promise<Place> {
    const key = keyOf(path);
    const known = this.places.get(key);
    if (known) {
      return known;
    }
    const made = this.find(path);
    this.places.set(key, made);
    made.catch(() => this.places.delete(key)); // whoever tries again begins anew
    return made;
  }

  private async find(path: string[]): Promise<Place> {
    const name = path.at(-1);
    if (name === undefined) {
      return { parent: this.root, entries: await entriesOf(this.root) };
    }
    const outer = await this.place(path.slice(0, -1));
    const there = outer.entries.get(`dds-folder/${name}`);
    if (there) {
      const parent: Reference = { kind: 'dds-folder', id: there.id };
      return { parent, entries: await entriesOf(parent) };
    }
    const folder = await this.keys.once([outer.parent.id, name], (key) =>
      patiently(() => createFolder(outer.parent, name, key), NEVER),
    );
    return { parent: { kind: 'dds-folder', id: folder.id }, entries: new Map() };
  }
}

function keyOf(path: string[]): string {
  return JSON.stringify(path);
}

async function entriesOf(parent: Reference): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  await patiently(async () => {
    for await (const { body } of children(parent)) {
      for (const entry of body.results) {
        found.set(`${entry.kind}/${entry.name}`, entry);
      }
    }
  }, NEVER);
  return found;
}
