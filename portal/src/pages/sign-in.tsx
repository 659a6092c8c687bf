import { useState } from 'preact/hooks';
import { Field, Form } from '../components/form';
import { LanguageChoice, Mark } from '../components/frame';
import { Failed, Notice } from '../components/notice';
import { useTitle } from '../components/title';
import { t } from '../i18n';
import { hasEnded, signIn, signInWithKeys, startAgain, startFault } from '../state/session';

export function SignInPage() {
  const [way, setWay] = useState<'token' | 'keys'>('token');
  const [token, setToken] = useState('');
  const [keys, setKeys] = useState({ user_key: '', agent_key: '' });
  const [keep, setKeep] = useState(false);
  useTitle(t.value.signIn);

  function submit() {
    return way === 'token' ? signIn(token.trim(), keep) : signInWithKeys(keys, keep);
  }

  return (
    <main class="entrance">
      <div class="entrance-head">
        <Mark />
        <span>{t.value.appName}</span>
        <LanguageChoice />
      </div>
      <h1>{t.value.signIn}</h1>
      <p class="lead">{t.value.signInLead}</p>
      {hasEnded.value && <Notice kind="plain">{t.value.sessionEnded}</Notice>}
      {startFault.value !== undefined && <Failed error={startFault.value} again={startAgain} />}
      <Form action={t.value.signIn} onSubmit={submit}>
        <fieldset class="choice">
          <legend class="unseen">{t.value.signInBy}</legend>
          {(['token', 'keys'] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="way" checked={way === each} onChange={() => setWay(each)} />
              {each === 'token' ? t.value.withToken : t.value.withKeys}
            </label>
          ))}
        </fieldset>
        {way === 'token' ? (
          <Field
            label={t.value.token}
            type="password"
            autocomplete="current-password"
            required
            value={token}
            onValue={setToken}
          />
        ) : (
          <>
            <Field
              label={t.value.userKey}
              type="password"
              autocomplete="off"
              required
              value={keys.user_key}
              onValue={(value) => setKeys({ ...keys, user_key: value.trim() })}
            />
            <Field
              label={t.value.agentKey}
              type="password"
              autocomplete="off"
              required
              value={keys.agent_key}
              onValue={(value) => setKeys({ ...keys, agent_key: value.trim() })}
            />
          </>
        )}
        <label class="tick">
          <input
            type="checkbox"
            checked={keep}
            onChange={(event) => setKeep(event.currentTarget.checked)}
          />
          {t.value.staySignedIn}
        </label>
      </Form>
      <p class="quiet-text">
        {t.value.signInHelp} <a href="/docs">{t.value.howToBegin}</a>
      </p>
    </main>
  );
}
