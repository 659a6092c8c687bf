import { useId, useRef } from 'preact/hooks';
import type { Provider } from '../api/types';
import { t } from '../i18n';
import { type Picked, pickedFrom } from '../upload/drop';
import { Icon } from './icon';
import { Ruler } from './ruler';

interface Props {
  providers: Provider[];
  provider: Provider;
  choose: (provider: Provider) => void;
  take: (picked: Picked[]) => void;
}

/** Where files are chosen, and to which storage they go. */
export function UploadBar({ providers, provider, choose, take }: Props) {
  const open = providers.filter((it) => !it.is_deprecated);
  const id = useId();
  return (
    <section class="upload-bar" aria-label={t.value.upload}>
      <div class="upload-words">
        <p class="upload-lead">
          <Icon name="upload" />
          {t.value.dropHere}
        </p>
        <p class="quiet-text">{t.value.dropHereHelp}</p>
      </div>
      <div class="upload-choice">
        <FileChoice label={t.value.chooseFiles} take={take} isMain />
        <FileChoice label={t.value.chooseFolder} take={take} isFolder />
      </div>
      <div class="upload-where">
        {open.length > 1 && (
          <div class="field inline">
            <label for={id}>{t.value.storeAt}</label>
            <select
              id={id}
              value={provider.id}
              onChange={(event) => {
                const chosen = open.find((it) => it.id === event.currentTarget.value);
                if (chosen) {
                  choose(chosen);
                }
              }}
            >
              {open.map((it) => (
                <option key={it.id} value={it.id}>
                  {it.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <Ruler provider={provider} />
      </div>
    </section>
  );
}

interface ChoiceProps {
  label: string;
  take: (picked: Picked[]) => void;
  isFolder?: boolean;
  isMain?: boolean;
  isOne?: boolean;
}

/** A file input that looks like the buttons beside it. */
export function FileChoice({ label, take, isFolder, isMain, isOne }: ChoiceProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <label class={`button file-choice ${isMain ? 'primary' : ''}`}>
      <Icon name={isFolder ? 'folder' : 'file'} />
      <span>{label}</span>
      <input
        ref={input}
        type="file"
        class="file-input"
        multiple={!isOne}
        {...(isFolder ? { webkitdirectory: true } : {})}
        onChange={() => {
          const picked = pickedFrom(input.current?.files ?? []);
          if (input.current) {
            input.current.value = ''; // so that the same file can be chosen again
          }
          take(picked);
        }}
      />
    </label>
  );
}
