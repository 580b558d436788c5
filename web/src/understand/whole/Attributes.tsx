import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { Strip } from '../../design/Strip';
import study from '../Study.module.css';
import { useWholeNames } from './names';
import type { WholePicture } from './read';
import css from './Whole.module.css';

interface AttributesProps {
  whole: WholePicture;
  on: string;
  choose: (question: string) => void;
}

/** Each question with its consistency, the least consistent first; the chosen one is shown place by place beside. */
export function Attributes({ whole, on, choose }: AttributesProps) {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  const { placeName, questionName } = useWholeNames(whole);
  const judged = whole.attributes.filter((one) => one.consistency !== undefined);
  const alone = whole.attributes.length - judged.length;
  return (
    <Section title={t('consistency')} note={t('consistency_note')}>
      <table className={css.attributes}>
        <thead>
          <tr>
            <th>{t('question')}</th>
            <th className={css.line}>
              <span className={css.ends}>
                <span>0</span>
                <span>1</span>
              </span>
            </th>
            <th>{t('consistency')}</th>
            <th>n</th>
          </tr>
        </thead>
        <tbody>
          {judged.map((one) => {
            const range = `${format.number(one.low ?? 0, 2)}–${format.number(one.high ?? 0, 2)}`;
            return (
              <tr key={`${one.question} ${one.scale.low} ${one.scale.high}`}>
                <td>
                  <UnstyledButton className={study.name} aria-pressed={one.question === on} onClick={() => choose(one.question)}>
                    {questionName(one.question)}
                  </UnstyledButton>
                  {one.breaking && (
                    <span className="meta">
                      {t(one.breaking === one.highest ? 'above' : 'breaking', {
                        place: placeName(one.breaking),
                        share: format.withUnit(100 * (one.breaking_share ?? 0), 'percent'),
                      })}
                    </span>
                  )}
                </td>
                <td className={css.line}>
                  <Strip
                    scale={{ low: 0, high: 1 }}
                    value={one.consistency}
                    low={one.low}
                    high={one.high}
                    label={t('common:figure.interval_label', { interval: range })}
                  />
                </td>
                <td>
                  {format.number(one.consistency ?? 0, 2)}
                  <span className="meta">{range}</span>
                </td>
                <td>{format.count(one.n)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {alone > 0 && <p className="meta">{t('alone', { count: alone })}</p>}
      {whole.left_out > 0 && <p className="meta">{t('left_out', { count: whole.left_out })}</p>}
      <p className={`meta ${study.legend}`}>{t('consistency_legend')}</p>
    </Section>
  );
}
