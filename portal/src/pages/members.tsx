import { useId, useState } from 'preact/hooks';
import { findUsers } from '../api/accounts';
import {
  members as readMembers,
  roles as readRoles,
  removeMember,
  setRole,
} from '../api/directory';
import type { Member, Project, Role } from '../api/types';
import { WhenLoaded } from '../components/loaded';
import { Fault } from '../components/notice';
import { t } from '../i18n';
import { type Attempt, useAttempt } from '../state/attempt';
import { useLoad } from '../state/load';
import { useSettled } from '../state/settled';

/** The role that a new member gets unless another is chosen: enough to look and to fetch. */
const FIRST_ROLE = 'file_downloader';

export function MembersSection({ project }: { project: Project }) {
  const found = useLoad(`members/${project.id}`, async () => {
    const [members, roles] = await Promise.all([readMembers(project.id), readRoles()]);
    return { members, roles };
  });
  const { fault, attempt } = useAttempt(found.reload);
  return (
    <>
      <Fault error={fault} />
      <WhenLoaded of={found} lines={4}>
        {({ members, roles }) => (
          <>
            <ul class="member-list">
              {members.map((member) => (
                <MemberRow
                  key={member.user.id}
                  project={project}
                  member={member}
                  roles={roles}
                  attempt={attempt}
                />
              ))}
            </ul>
            <AddMember project={project} members={members} roles={roles} attempt={attempt} />
            <RolesInWords roles={roles} />
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function RolesInWords({ roles }: { roles: Role[] }) {
  return (
    <section class="block">
      <h2>{t.value.rolesTitle}</h2>
      <dl class="roles">
        {roles.map((role) => (
          <div key={role.id}>
            <dt>{nameOf(role)}</dt>
            <dd class="quiet-text">{t.value.roleWords[role.id] ?? role.description}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function nameOf(role: { id: string; name: string }): string {
  return t.value.roleNames[role.id] ?? role.name;
}

interface RowProps {
  project: Project;
  member: Member;
  roles: Role[];
  attempt: Attempt['attempt'];
}

function MemberRow({ project, member, roles, attempt }: RowProps) {
  const { user, auth_role: role } = member;
  return (
    <li class="open-upload">
      <div>
        <strong>{user.full_name}</strong>
        <p class="quiet-text">{user.username}</p>
      </div>
      <div class="take-up">
        <RoleChoice
          label={t.value.roleOf(user.full_name)}
          roles={roles}
          value={role.id}
          choose={(id) => attempt(setRole(project.id, user.id, id))}
        />
        <button
          type="button"
          class="button"
          aria-label={t.value.removeMember(user.full_name)}
          onClick={() => attempt(removeMember(project.id, user.id))}
        >
          {t.value.remove}
        </button>
      </div>
    </li>
  );
}

interface ChoiceProps {
  label: string;
  roles: Role[];
  value: string;
  choose: (id: string) => void;
}

function RoleChoice({ label, roles, value, choose }: ChoiceProps) {
  return (
    <select
      class="role"
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {roles.map((role) => (
        <option key={role.id} value={role.id}>
          {nameOf(role)}
        </option>
      ))}
    </select>
  );
}

interface AddProps {
  project: Project;
  members: Member[];
  roles: Role[];
  attempt: Attempt['attempt'];
}

function AddMember({ project, members, roles, attempt }: AddProps) {
  const [part, setPart] = useState('');
  const [roleId, setRoleId] = useState(FIRST_ROLE);
  const id = useId();
  const wanted = useSettled(part.trim());
  const { value: found } = useLoad(`users/${wanted}`, (stop) =>
    wanted ? findUsers(wanted, stop) : Promise.resolve([]),
  );
  const there = new Set(members.map((it) => it.user.id));
  const others = found?.filter((it) => !there.has(it.id));
  return (
    <section class="card wide">
      <h2>{t.value.addMember}</h2>
      <div class="add-member">
        <div class="field">
          <label for={id}>{t.value.findPerson}</label>
          <input
            id={id}
            type="search"
            autocomplete="off"
            value={part}
            onInput={(event) => setPart(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <RoleChoice label={t.value.roleOfNew} roles={roles} value={roleId} choose={setRoleId} />
        </div>
      </div>
      <p class="quiet-text" role="status">
        {wanted && others?.length === 0 && t.value.nobody}
      </p>
      {others && others.length > 0 && (
        <ul class="open-list">
          {others.map((person) => (
            <li key={person.id} class="open-upload">
              <div>
                <strong>{person.full_name}</strong>
                <p class="quiet-text">{person.username}</p>
              </div>
              <button
                type="button"
                class="button"
                aria-label={t.value.addPerson(person.full_name)}
                onClick={() => {
                  setPart('');
                  attempt(setRole(project.id, person.id, roleId));
                }}
              >
                {t.value.add}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
