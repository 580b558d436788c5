import '../../design/forms';
import { Button, CloseButton, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import css from './ArmsSection.module.css';
import { type Arm, addArm, editArm, removeArm } from './arms';
import form from './Form.module.css';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

function ArmRow({ arm, at, whole }: { arm: Arm; at: number; whole: number }) {
  const { t } = useTranslation('arms');
  const { change, problemsAt } = useEditor();
  const format = useFormat();
  const problemText = useProblemText();
  const problem = problemsAt(`arms[${at}]`, true)[0];
  const number = at + 1;
  return (
    <li className={css.arm}>
      <TextInput
        label={t('arm', { number })}
        aria-label={t('arm_name', { number })}
        description={t('id_note', { id: arm.id })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-field={`arms[${at}].name`}
        value={arm.name}
        maxLength={100}
        error={problem && problemText(problem)}
        onChange={(event) => change(editArm(at, { name: event.currentTarget.value }))}
      />
      <NumberInput
        label={t('share')}
        description={t('percent', { percent: format.withUnit((100 * (arm.share ?? 1)) / whole, 'percent') })}
        inputWrapperOrder={['label', 'input', 'description']}
        value={arm.share ?? 1}
        min={1}
        max={100}
        allowDecimal={false}
        onChange={(share) => change(editArm(at, { share: Math.min(100, Math.max(1, Math.round(Number(share)) || 1)) }))}
      />
      <CloseButton
        size="lg"
        aria-label={t('remove', { name: arm.name || t('arm', { number }) })}
        onClick={() => change(removeArm(arm.id))}
      />
    </li>
  );
}

/** The ways in which the survey is asked, and how many of the respondents each one gets. */
export function ArmsSection() {
  const { t } = useTranslation('arms');
  const { definition, change, may, problemsAt } = useEditor();
  const problemText = useProblemText();
  const arms = definition.arms ?? [];
  const whole = arms.reduce((sum, arm) => sum + (arm.share ?? 1), 0);
  const problem = problemsAt('arms')[0];
  const anonymous = definition.anonymity === 'anonymous';
  const begin = () => {
    change(addArm(t('first')));
    change(addArm(t('second')));
  };
  return (
    <Section title={t('name')}>
      <fieldset className={form.form} disabled={!may}>
        <p className="small">{t(anonymous ? 'anonymous' : arms.length > 0 ? 'how' : 'note')}</p>
        {arms.length > 0 && (
          <ul className={css.arms}>
            {arms.map((arm, at) => (
              <ArmRow key={arm.id} arm={arm} at={at} whole={whole} />
            ))}
          </ul>
        )}
        {problem && <p className={css.problem}>{problemText(problem)}</p>}
        <div className={css.buttons}>
          {arms.length === 0 && !anonymous && (
            <Button variant="default" size="xs" onClick={begin}>
              {t('begin')}
            </Button>
          )}
          {arms.length > 0 && arms.length < 10 && (
            <Button variant="default" size="xs" onClick={() => change(addArm(t('arm', { number: arms.length + 1 })))}>
              {t('add')}
            </Button>
          )}
          {arms.length > 0 && (
            <Button variant="subtle" size="xs" onClick={() => change(removeArm())}>
              {t('end')}
            </Button>
          )}
        </div>
      </fieldset>
    </Section>
  );
}
