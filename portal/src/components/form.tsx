import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Fault } from './notice';

interface FieldProps {
  label: string;
  help?: string;
  fault?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'password' | 'email';
  autocomplete?: 'off' | 'current-password';
  required?: boolean;
  maxLength?: number;
}

/** A labelled input, with its help and its fault tied to it. */
export function Field(props: FieldProps) {
  const { label, help, fault, value } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type={(props.type ?? 'text') as 'text'}
        autocomplete={props.autocomplete}
        required={props.required}
        maxLength={props.maxLength}
        id={id}
        value={value}
        aria-describedby={help || fault ? `${id}-help` : undefined}
        aria-invalid={fault ? true : undefined}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
      {(fault || help) && (
        <p id={`${id}-help`} class={fault ? 'fault' : 'help'}>
          {fault || help}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  action: string;
  onSubmit: () => Promise<void>;
  onCancel?: () => void;
  isDangerous?: boolean;
  disabled?: boolean;
  children?: ComponentChildren;
}

/** Fields with one thing to do; while it is done nothing else can be, and a fault stands above. */
export function Form(props: FormProps) {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  async function submit(event: Event) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await props.onSubmit();
    } catch (raised) {
      setError(raised);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form class="form" onSubmit={submit} aria-busy={isBusy}>
      <Fault error={error} />
      {props.children}
      <div class="form-end">
        {props.onCancel && (
          <button type="button" class="button" onClick={props.onCancel}>
            {t.value.cancel}
          </button>
        )}
        <button
          type="submit"
          class={`button ${props.isDangerous ? 'danger' : 'primary'}`}
          disabled={isBusy || props.disabled}
        >
          {props.action}
        </button>
      </div>
    </form>
  );
}
