import type { ComponentChildren } from 'preact';
import { checks, statistics } from '../api/admin';
import { plan, providers } from '../api/storage';
import type { Provider, Statistics } from '../api/types';
import { type Bar, BarTable, DayChart } from '../components/charts';
import { Icon } from '../components/icon';
import { WhenLoaded } from '../components/loaded';
import { Tabs } from '../components/tabs';
import { useTitle } from '../components/title';
import { day, moment, number, size } from '../format';
import { t } from '../i18n';
import { say } from '../say';
import { everyDay } from '../state/days';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';
import { AccountsSection } from './admin-accounts';
import { FailedSection } from './admin-failed';

export function AdminPage({ section }: { section: string }) {
  useTitle(t.value.administration);
  return (
    <>
      <div class="page-head">
        <h1>{t.value.administration}</h1>
      </div>
      <Tabs
        label={t.value.administration}
        current={section}
        tabs={[
          { name: 'overview', label: t.value.overview, href: linkTo('admin', 'overview') },
          { name: 'failed', label: t.value.failedUploads, href: linkTo('admin', 'failed') },
          { name: 'users', label: t.value.users, href: linkTo('admin', 'users') },
        ]}
      />
      {section === 'failed' && <FailedSection />}
      {section === 'users' && <AccountsSection />}
      {section === 'overview' && <Overview />}
    </>
  );
}

function Overview() {
  const numbers = useLoad('statistics', statistics);
  const health = useLoad('checks', checks);
  return (
    <WhenLoaded of={numbers} lines={6}>
      {(found) => (
        <div class="boards">
          <Board title={t.value.health}>
            <WhenLoaded of={health} lines={2}>
              {(known) => <Checks found={known} />}
            </WhenLoaded>
            <ProviderChecks />
          </Board>
          <Oldest found={found.oldest_open} />
          <Days found={found.days} />
          <States found={found.states} />
          <StoredBytes found={found.stored} />
          <Refusals found={found.refusals} />
        </div>
      )}
    </WhenLoaded>
  );
}

function Board({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card board">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Checks({ found }: { found: Record<string, string> }) {
  return (
    <ul class="checks">
      {Object.entries(found).map(([name, state]) => (
        <li key={name} class={state === 'ok' ? 'good' : 'bad'}>
          <Icon name={state === 'ok' ? 'check' : 'alert'} />
          <span>
            {t.value.checkNames[name] ?? name}: {state === 'ok' ? t.value.isWell : state}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whether each storage has said what it can hold, without which it takes no uploads. */
function ProviderChecks() {
  const { value } = useLoad('provider-checks', async (stop) => {
    const open = (await providers()).filter((it) => !it.is_deprecated);
    const ask = async (it: Provider) => {
      const fault = await plan(it.id, 1, stop).then(() => '', say);
      return { name: it.name, fault };
    };
    return Promise.all(open.map(ask));
  });
  return (
    <ul class="checks">
      {value?.map(({ name, fault }) => (
        <li key={name} class={fault ? 'bad' : 'good'}>
          <Icon name={fault ? 'alert' : 'check'} />
          <span>
            {name}: {fault || t.value.takesUploads}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Oldest({ found }: { found: Statistics['oldest_open'] }) {
  return (
    <Board title={t.value.oldestOpen}>
      {found ? (
        <>
          <p class="big">
            <a href={linkTo('uploads', found.id)}>{found.name}</a>
          </p>
          <p class="quiet-text">
            {size(found.size)} · {t.value.startedOn(moment(found.initiated_on))}
            {found.project && ` · ${t.value.inProject(found.project.name)}`}
          </p>
        </>
      ) : (
        <p class="quiet-text">{t.value.noOpenUploads}</p>
      )}
    </Board>
  );
}

const KINDS = ['upload_began', 'upload_completed', 'upload_failed'] as const;
const COLOURS = ['many', 'one', 'fail'] as const;

function Days({ found }: { found: Statistics['days'] }) {
  const days = everyDay(found, new Date());
  const series = KINDS.map((kind, index) => ({
    name: t.value.eventKinds[kind],
    kind: COLOURS[index] ?? 'one',
    values: days.map((it) => it.counts[kind] ?? 0),
  }));
  const names = days.map((it) => day(it.day));
  return (
    <Board title={t.value.uploadsByDay}>
      <div class="beside">
        <DayChart days={names} series={series} label={t.value.uploadsByDay} />
        <div
          class="table-scroll short"
          role="region"
          aria-label={t.value.uploadsByDay}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: else no key would scroll it
          tabIndex={0}
        >
          <table class="bar-table">
            <thead>
              <tr>
                <th scope="col">{t.value.day}</th>
                {series.map((it) => (
                  <th key={it.name} scope="col">
                    {it.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.toReversed().map((it) => (
                <tr key={it.day}>
                  <th scope="row">{day(it.day)}</th>
                  {KINDS.map((kind) => (
                    <td key={kind}>{number(it.counts[kind] ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </Board>
  );
}

function States({ found }: { found: Statistics['states'] }) {
  const words: Record<string, string> = t.value.uploadStates;
  const bars = found.map((it) => ({
    key: it.state,
    cells: [words[it.state] ?? it.state, number(it.count), size(it.size)],
    value: it.count,
    isBad: it.state === 'failed',
  }));
  const head = [t.value.state, t.value.count, t.value.columnSize];
  return <Bars title={t.value.uploadsByState} head={head} bars={bars} />;
}

function StoredBytes({ found }: { found: Statistics['stored'] }) {
  const bars = found.map((it) => ({
    key: `${it.project?.id}/${it.storage_provider.id}`,
    cells: [
      it.project?.name ?? t.value.noProject,
      it.storage_provider.name,
      number(it.count),
      size(it.size),
    ],
    value: it.size,
  }));
  const head = [t.value.project, t.value.storage, t.value.count, t.value.columnSize];
  return <Bars title={t.value.storedBytes} head={head} bars={bars} />;
}

function Refusals({ found }: { found: Statistics['refusals'] }) {
  const bars = found
    .toSorted((a, b) => b.count - a.count)
    .map((it) => ({
      key: it.reason_code,
      cells: [it.reason_code, number(it.count)],
      value: it.count,
      isBad: true,
    }));
  return <Bars title={t.value.refusalsBy} head={[t.value.reason, t.value.count]} bars={bars} />;
}

function Bars({ title, head, bars }: { title: string; head: string[]; bars: Bar[] }) {
  return (
    <Board title={title}>
      {bars.length ? (
        <BarTable head={head} bars={bars} label={title} />
      ) : (
        <p class="quiet-text">{t.value.noneYet}</p>
      )}
    </Board>
  );
}
