import { useState } from 'preact/hooks';
import { accounts, createAccount, disable, newKeys } from '../api/admin';
import type { Account, MadeAccount, Secrets } from '../api/types';
import { Dialog } from '../components/dialog';
import { Field, Form } from '../components/form';
import { Icon } from '../components/icon';
import { WhenLoaded } from '../components/loaded';
import { Menu, type MenuItem } from '../components/menu';
import { Fault, Notice } from '../components/notice';
import { moment } from '../format';
import { t } from '../i18n';
import { useAttempt } from '../state/attempt';
import { useLoad } from '../state/load';
import { user } from '../state/session';

interface Shown {
  username: string;
  secrets: Secrets;
}

export function AccountsSection() {
  const all = useLoad('accounts', accounts);
  const { fault, attempt } = useAttempt(all.reload);
  const [isMaking, setMaking] = useState(false);
  const [shown, setShown] = useState<Shown>();
  const renew = ({ id, username }: Account) =>
    attempt(newKeys(id).then((secrets) => setShown({ username, secrets })));
  return (
    <>
      <div class="bar">
        <button type="button" class="button primary" onClick={() => setMaking(true)}>
          <Icon name="plus" />
          {t.value.newUser}
        </button>
      </div>
      <Fault error={fault} />
      <WhenLoaded of={all} lines={4}>
        {(found) => (
          <ul class="open-list">
            {found.map((it) => (
              <AccountRow
                key={it.id}
                account={it}
                lock={(is) => attempt(disable(it.id, is))}
                renew={() => renew(it)}
              />
            ))}
          </ul>
        )}
      </WhenLoaded>
      {isMaking && (
        <NewUser
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setShown({ username: made.username, secrets: made });
            all.reload();
          }}
        />
      )}
      {shown && <Once shown={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

interface RowProps {
  account: Account;
  lock: (isDisabled: boolean) => void;
  renew: () => void;
}

function AccountRow({ account, lock, renew }: RowProps) {
  const isLocked = account.disabled_on !== null;
  const items: MenuItem[] = [{ label: t.value.renewKeys, icon: 'retry', act: renew }];
  if (account.id !== user.value?.id) {
    items.push(
      isLocked
        ? { label: t.value.enable, icon: 'check', act: () => lock(false) }
        : { label: t.value.disable, icon: 'close', isDangerous: true, act: () => lock(true) },
    );
  }
  return (
    <li class="open-upload">
      <div>
        <strong>{account.full_name}</strong>{' '}
        {account.is_admin && <span class="badge">{t.value.administrator}</span>}{' '}
        {isLocked && (
          <span class="badge bad">{t.value.lockedSince(moment(account.disabled_on))}</span>
        )}
        <p class="quiet-text">
          {account.username}
          {account.email && ` · ${account.email}`}
        </p>
      </div>
      <Menu label={`${t.value.actions}: ${account.username}`} items={items} />
    </li>
  );
}

interface NewProps {
  onClose: () => void;
  onMade: (made: MadeAccount) => void;
}

function NewUser({ onClose, onMade }: NewProps) {
  const [username, setUsername] = useState('');
  const [full_name, setFullName] = useState('');
  const [email, setEmail] = useState('');
  const [is_admin, setAdmin] = useState(false);
  return (
    <Dialog title={t.value.newUser} onClose={onClose}>
      <Form
        action={t.value.create}
        onCancel={onClose}
        onSubmit={async () => onMade(await createAccount({ username, full_name, email, is_admin }))}
      >
        <Field label={t.value.username} required value={username} onValue={setUsername} />
        <Field label={t.value.fullName} value={full_name} onValue={setFullName} />
        <Field label={t.value.email} type="email" value={email} onValue={setEmail} />
        <label class="tick">
          <input
            type="checkbox"
            checked={is_admin}
            onChange={(event) => setAdmin(event.currentTarget.checked)}
          />
          {t.value.administrator}
        </label>
      </Form>
    </Dialog>
  );
}

/** Keys that nobody will see again, with the link that signs their owner in. */
function Once({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const { user_key, agent_key, api_token } = shown.secrets;
  const rows: [string, string][] = [
    [t.value.userKey, user_key],
    [t.value.agentKey, agent_key],
  ];
  if (api_token) {
    rows.push([t.value.token, api_token]);
    rows.push([t.value.signInLink, `${location.origin}/#token=${api_token}`]);
  }
  return (
    <Dialog title={t.value.keysOf(shown.username)} onClose={onClose}>
      <Notice kind="plain">{t.value.shownOnce}</Notice>
      <dl class="secrets">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
