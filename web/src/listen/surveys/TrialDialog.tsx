import '../../design/forms';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../../app/useDeed';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { useFormat } from '../../design/format';
import { questionOf } from './condition';
import { runTrial, type Trial } from './editorReads';
import { questionNumber } from './parts';
import css from './TrialDialog.module.css';
import { useDuration } from './useDuration';
import { useEditor } from './useEditor';

function PathLine({ word, path }: { word: 'shortest' | 'longest'; path: Trial['shortest'] }) {
  const { t } = useTranslation('editor');
  const { definition } = useEditor();
  const duration = useDuration();
  const numbers = path.questions.map((id) => questionNumber(definition.questions, id)).join(', ');
  return <p>{t(`trial.${word}`, { count: path.questions.length, numbers, time: duration(path.seconds) })}</p>;
}

function ShownTable({ trial }: { trial: Trial }) {
  const { t, i18n } = useTranslation(['editor', 'surveys']);
  const format = useFormat();
  const { definition } = useEditor();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t('trial.question')}</th>
          <th>{t('trial.shown_in')}</th>
        </tr>
      </thead>
      <tbody>
        {trial.questions.map(({ question, shown }) => (
          <tr key={question} className={shown === 0 ? css.never : ''}>
            <td>
              {questionNumber(definition.questions, question)}.{' '}
              {pickText(questionOf(`answers.${question}`, definition.questions)?.text, i18n.language, t('surveys:no_text'))}
              <span className={css.bar} aria-hidden="true">
                <i style={{ width: `${(100 * shown) / trial.runs}%` }} />
              </span>
            </td>
            <td>{shown === 0 ? t('trial.never') : format.count(shown)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  const { t } = useTranslation('editor');
  const duration = useDuration();
  const format = useFormat();
  const never = trial.questions.filter((one) => one.shown === 0).length;
  return (
    <>
      <p className={css.lead}>
        {t('trial.time', { runs: format.count(trial.runs), middle: duration(trial.seconds.middle) })}{' '}
        {trial.seconds.high > trial.seconds.low &&
          t('trial.spread', { low: duration(trial.seconds.low), high: duration(trial.seconds.high) })}{' '}
        {never > 0 && <b>{t('trial.never_shown', { count: never })}</b>}
      </p>
      {trial.invalid > 0 && <p role="alert">{t('trial.invalid', { count: trial.invalid, n: format.count(trial.invalid) })}</p>}
      <PathLine word="shortest" path={trial.shortest} />
      <PathLine word="longest" path={trial.longest} />
      <ShownTable trial={trial} />
      <p className="small">{t('trial.note')}</p>
    </>
  );
}

/** The draft as it stands is walked through with random answers; nothing is stored. */
export function TrialDialog({ close }: { close: () => void }) {
  const { t } = useTranslation('editor');
  const { definition } = useEditor();
  const deed = useDeed();
  const [trial, setTrial] = useState<Trial>();
  const [seed, setSeed] = useState(1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a walk begins when the dialog opens and when another one is asked for
  useEffect(() => {
    deed.run(async () => setTrial(await runTrial(definition, seed)));
  }, [seed]);
  return (
    <Dialog title={t('trial.name')} close={close} side>
      <div className={css.inside}>
        {deed.failure && <p role="alert">{deed.failure}</p>}
        {trial && <Outcome trial={trial} />}
        <div>
          <Button size="sm" variant="default" disabled={deed.busy} onClick={() => setSeed(seed + 1)}>
            {t('trial.again')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
