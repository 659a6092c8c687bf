import { useState } from 'preact/hooks';
import { plan, providers } from '../api/storage';
import type { Plan, Provider } from '../api/types';
import { Field } from '../components/form';
import { WhenLoaded } from '../components/loaded';
import { Ruler } from '../components/ruler';
import { useTitle } from '../components/title';
import { number, parseSize, sizeAtLeast, sizesApart, size as sizeWords } from '../format';
import { t } from '../i18n';
import { say } from '../say';
import { useLoad } from '../state/load';
import { useSettled } from '../state/settled';

export function ProvidersPage() {
  const all = useLoad('providers', providers);
  useTitle(t.value.providers);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{t.value.providers}</h1>
          <p class="lead">{t.value.providersLead}</p>
        </div>
      </div>
      <WhenLoaded of={all} lines={4}>
        {(found) => found.map((it) => <ProviderCard key={it.id} provider={it} />)}
      </WhenLoaded>
    </>
  );
}

function ProviderCard({ provider }: { provider: Provider }) {
  const [text, setText] = useState('');
  const bytes = parseSize(text);
  const settled = parseSize(useSettled(text));
  const largest = provider.file_max_size_bytes;
  const example = exampleFor(provider);
  return (
    <section class="card wide" aria-labelledby={`provider-${provider.id}`}>
      <div class="card-head">
        <h2 id={`provider-${provider.id}`}>{provider.name}</h2>
        {provider.is_default && <span class="badge">{t.value.isDefault}</span>}
        {provider.is_deprecated && <span class="badge warn">{t.value.isDeprecated}</span>}
      </div>
      {provider.description && <p class="quiet-text">{provider.description}</p>}
      <p class="big">{t.value.holds(sizeWords(largest))}</p>
      <p>
        {t.value.holdsHow(
          number(provider.chunk_max_number),
          sizeWords(provider.chunk_max_size_bytes),
        )}{' '}
        {example && t.value.example(sizeWords(example.file), sizeAtLeast(example.chunk))}{' '}
        {t.value.digest(provider.chunk_hash_algorithm)}
      </p>
      <Ruler provider={provider} size={bytes} />
      <div class="try">
        <Field
          label={t.value.trySize}
          help={t.value.trySizeHelp}
          fault={text.trim() && bytes === null ? t.value.notASize : undefined}
          autocomplete="off"
          value={text}
          onValue={setText}
        />
        <div class="try-answer" role="status">
          {settled !== null && <PlanWords provider={provider} bytes={settled} />}
        </div>
      </div>
    </section>
  );
}

/** A file for which the number of chunks decides how large they are, if there is such a one. */
function exampleFor(provider: Provider): { file: number; chunk: number } | null {
  const largest = provider.file_max_size_bytes;
  const file = [2 ** 40, 2 ** 39, 2 ** 36, 2 ** 33, 2 ** 30].find((it) => it <= largest);
  return file ? { file, chunk: Math.ceil(file / provider.chunk_max_number) } : null;
}

function PlanWords({ provider, bytes }: { provider: Provider; bytes: number }) {
  const { value, error } = useLoad(`plan/${provider.id}/${bytes}`, (stop) =>
    plan(provider.id, bytes, stop),
  );
  if (error !== undefined) {
    return <p class="fault">{say(error)}</p>;
  }
  return value ? <p>{planSentence(provider, bytes, value)}</p> : null;
}

function planSentence(provider: Provider, bytes: number, it: Plan): string {
  if (!it.fits || it.chunk_size_bytes === null || it.chunk_count === null) {
    return t.value.planTooLarge(...sizesApart(bytes, provider.file_max_size_bytes));
  }
  if (bytes === 0) {
    return t.value.planEmpty;
  }
  const count = t.value.chunks(number(it.chunk_count), it.chunk_count === 1);
  const chunk = sizeWords(Math.min(it.chunk_size_bytes, bytes));
  const fits = t.value.planFits(sizeWords(bytes), count, chunk);
  const least = it.chunk_min_size_bytes ?? 0;
  return it.chunk_count > 1 ? `${fits} ${t.value.planSmallest(sizeAtLeast(least))}` : fits;
}
