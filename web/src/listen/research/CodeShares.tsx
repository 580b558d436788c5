import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTouchpointName } from '../../understand/names';
import { heat } from './heat';
import css from './Research.module.css';
import { type By, type CodingFigures, useCodingFigures } from './reads';
import { useCodeName } from './useCodeName';

const groupsShown = 12;
type Coded = CodingFigures['codes'][number];
type Group = Coded['groups'][number];

function useGroupName(by: By | undefined): (group: string) => string {
  const { t } = useTranslation('research');
  const format = useFormat();
  const touchpointName = useTouchpointName();
  return (group) => {
    if (group === '') return t(by ? 'without' : 'share');
    return by === 'week' ? format.day(group) : by === 'touchpoint' ? touchpointName(group) : group;
  };
}

/** The groups with most notes; weeks the last ones, in their order. */
function groupsOf(codes: Coded[], by: By | undefined): string[] {
  const notes = new Map<string, number>();
  for (const { group, n } of codes.flatMap((code) => code.groups)) notes.set(group, Math.max(n, notes.get(group) ?? 0));
  const names = [...notes.keys()];
  if (by === 'week') return names.sort().slice(-groupsShown);
  return names.sort((a, b) => (notes.get(b) ?? 0) - (notes.get(a) ?? 0)).slice(0, groupsShown);
}

function Cell({ group }: { group: Group | undefined }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  if (!group) return <td>–</td>;
  const shown = typeof group.value === 'number';
  return (
    <td style={shown ? heat((group.value ?? 0) / 100) : undefined}>
      {shown ? format.withUnit(group.value ?? 0, 'percent') : t('few')}
      {shown && typeof group.low === 'number' && typeof group.high === 'number' && (
        <small>{format.interval(group.low, group.high, 'percent')}</small>
      )}
      <small>{format.n(group.n)}</small>
    </td>
  );
}

/** How often each code was given: altogether, by touchpoint, segment or week. */
export function CodeShares() {
  const { t } = useTranslation('research');
  const [by, setBy] = useState<By>();
  const codeName = useCodeName();
  const groupName = useGroupName(by);
  const codes = useCodingFigures(by).data?.codes ?? [];
  const groups = groupsOf(codes, by);
  return (
    <Section title={t('shares')} note={t('shares_note')}>
      <NativeSelect
        className={css.by}
        label={t('by_name')}
        value={by ?? ''}
        data={[
          { value: '', label: t('by_together') },
          ...(['touchpoint', 'segment', 'week'] as const).map((one) => ({ value: one, label: t(one) })),
        ]}
        onChange={(event) => setBy((event.currentTarget.value || undefined) as By | undefined)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={css.frame} aria-label={t('shares_note')} tabIndex={0}>
        <table className={css.heat}>
          <thead>
            <tr>
              <th>{t('code')}</th>
              {groups.map((group) => (
                <th key={group}>{groupName(group)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {codes.map(({ code, groups: found }) => (
              <tr key={code}>
                <th scope="row">{codeName(code)}</th>
                {groups.map((group) => (
                  <Cell key={group} group={found.find((one) => one.group === group)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}
