import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import type { Question } from '../surveys/definition';
import { isSplit, partsOf } from '../surveys/parts';
import { useSurveys } from '../surveys/reads';
import table from '../Table.module.css';
import css from './Imports.module.css';
import { type ImportMap, isTime, type Kind, meaningOf, meanings, targetOf, withMeaning, withValue } from './mapping';
import type { Import, ImportColumn } from './reads';

const effects = ['strengthened', 'unchanged', 'weakened'];
const initiators = ['customer', 'company', 'dialogue'];
const shownValues = 3;
const marginYears = 10;
const formats = [
  '',
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d %H:%M',
  '%Y-%m-%d',
  '%d.%m.%Y %H:%M:%S',
  '%d.%m.%Y %H:%M',
  '%d.%m.%Y %H.%M',
  '%d.%m.%Y',
  '%d/%m/%Y %H:%M',
  '%d/%m/%Y',
  '%m/%d/%Y %H:%M',
  '%m/%d/%Y %I:%M %p',
  '%m/%d/%Y',
  '%Y%m%d',
];
/** 3 November 2025, 14:05 in that form: an example says more than letters. */
const example = (format: string) =>
  format === ''
    ? '2025-11-03T14:05:00+02:00'
    : Object.entries({ '%Y': '2025', '%m': '11', '%d': '03', '%H': '14', '%I': '02', '%M': '05', '%S': '00', '%p': 'PM' }).reduce(
        (text, [letter, digits]) => text.replace(letter, digits),
        format,
      );

/** How the time is written: guessed by what fits most cells and said so; when two readings fit equally, a person says which. */
function TimeFormat({ field, column, map, change }: { field: string; column: ImportColumn } & Omit<ColumnListProps, 'found'>) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const chosen = targetOf(map, field)?.format;
  const asked = column.formats !== undefined;
  const data = [...new Set([...(column.formats ?? formats), ...(chosen ? [chosen] : [])])].map((one) => ({
    value: one,
    label: example(one),
  }));
  return (
    <>
      <NativeSelect
        size="sm"
        label={t('format')}
        value={chosen ?? ''}
        data={asked ? [{ value: '', label: t('choose_one') }, ...data] : data}
        error={asked && !chosen ? t('format_asked') : undefined}
        onChange={(event) =>
          change({ ...map, [field]: { column: column.name, ...(event.currentTarget.value && { format: event.currentTarget.value }) } })
        }
      />
      {!asked && column.fits !== undefined && column.fits < (column.filled ?? 0) && (chosen ?? '') === column.format && (
        <p className="meta">{t('format_fits', { fits: format.count(column.fits), filled: format.count(column.filled ?? 0) })}</p>
      )}
    </>
  );
}

interface ColumnListProps {
  found: Import;
  map: ImportMap;
  change: (map: ImportMap) => void;
}

/** What each value of a column means, where only a few meanings are possible. */
function Values({ field, column, map, change }: { field: string; column: ImportColumn } & Omit<ColumnListProps, 'found'>) {
  const { t } = useTranslation(['imports', 'events']);
  const touchpoints = useTouchpoints().data ?? [];
  const name = useTouchpointName();
  const choices =
    field === 'touchpoint'
      ? touchpoints.map(({ slug }) => ({ value: slug, label: name(slug) }))
      : (field === 'effect' ? effects : initiators).map((one) => ({ value: one, label: t(`events:${field}s.${one}`) }));
  const means = targetOf(map, field)?.map ?? {};
  return (column.values ?? []).map((value) => (
    <NativeSelect
      key={value}
      size="sm"
      label={t('value_is', { value })}
      value={means[value] ?? (choices.some((one) => one.value === value) ? value : '')}
      data={[{ value: '', label: t('choose_one') }, ...choices]}
      onChange={(event) => change(withValue(map, field, value, event.currentTarget.value))}
    />
  ));
}

/** The choices of several that a column of flags can speak of. */
function flagged(question: Question): [string, string][] {
  return [question, ...partsOf(question)]
    .filter(({ type }) => type === 'choices')
    .flatMap(({ id, choices = [] }) => choices.map((choice): [string, string] => [id, choice.id]));
}

/** Every column with its first values and what it becomes. */
export function ColumnList({ found, map, change }: ColumnListProps) {
  const { t } = useTranslation('imports');
  const kind = found.kind as Kind;
  const survey = useSurveys().data?.find(({ slug }) => slug === map.survey?.slug);
  const questions = kind === 'responses' ? (survey?.definition.questions ?? []) : [];
  const choices = [
    { value: '', label: t('left_out') },
    ...meanings[kind].map((one) => ({ value: one, label: t(`meaning.${one}`) })),
    ...(kind === 'customers'
      ? Array.from({ length: marginYears }, (_, i) => new Date().getFullYear() - i).map((year) => ({
          value: `margin:${year}`,
          label: t('meaning.margin_of', { year }),
        }))
      : []),
    ...(kind === 'customers' || kind === 'media' ? [] : [{ value: 'key', label: t('meaning.key') }]),
    ...(kind === 'media' ? [] : [{ value: 'attribute', label: t('meaning.attribute') }]),
    ...questions.flatMap((question) => [
      ...(isSplit(question.type) ? [] : [question])
        .concat(partsOf(question))
        .map(({ id }) => ({ value: `answer:${id}`, label: t('answer_to', { id }) })),
      ...flagged(question).map(([id, choice]) => ({ value: `chosen:${id}:${choice}`, label: t('chosen_in', { id, choice }) })),
    ]),
  ];
  /** What was understood stays to be seen, as an answer in a round of a group. */
  const withOwn = (meaning: string) =>
    choices.some(({ value }) => value === meaning)
      ? choices
      : [
          ...choices,
          {
            value: meaning,
            label: meaning.startsWith('margin:')
              ? t('meaning.margin_of', { year: meaning.slice(7) })
              : t('answer_to', { id: meaning.replace('answer:', '') }),
          },
        ];
  return (
    <table className={`${table.table} ${css.columns}`}>
      <thead>
        <tr>
          <th>{t('column')}</th>
          <th>{t('first_values')}</th>
          <th>{t('becomes')}</th>
        </tr>
      </thead>
      <tbody>
        {(found.columns ?? []).map((column, i) => {
          const meaning = meaningOf(map, kind, column.name);
          return (
            <tr key={column.name}>
              <td className={table.name}>
                <b>{column.name}</b>
              </td>
              <td className={css.values}>
                {(found.first_rows ?? [])
                  .slice(map.skip ?? 0, (map.skip ?? 0) + shownValues)
                  .map((row) => row[i])
                  .filter(Boolean)
                  .join(' · ')}
              </td>
              <td>
                <NativeSelect
                  aria-label={t('becomes_of', { column: column.name })}
                  value={meaning}
                  data={withOwn(meaning)}
                  onChange={(event) => change(withMeaning(map, kind, column.name, event.currentTarget.value, column.format))}
                />
                {isTime(meaning) && <TimeFormat field={meaning} column={column} map={map} change={change} />}
                {['touchpoint', 'effect', 'initiator'].includes(meaning) && (
                  <Values field={meaning} column={column} map={map} change={change} />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
