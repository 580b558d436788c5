import { FileButton, Textarea, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Condition, takesValue } from '../condition';
import { useCustomers } from '../customers/reads';
import { ConditionRows, type ValueOf } from '../events/ConditionRows';
import css from './Invite.module.css';
import { idsOfFile } from './ids';

interface IdsFieldProps {
  text: string;
  problem?: string;
  change: (text: string) => void;
}

/** Customers named by id: written, pasted, or out of a file. */
export function IdsField({ text, problem, change }: IdsFieldProps) {
  const { t } = useTranslation('invite');
  const bring = async (file: File | null) => {
    if (file) change(idsOfFile(await file.text()).join('\n'));
  };
  return (
    <div>
      <Textarea
        label={t('customers')}
        description={t('customers_note')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        minRows={4}
        maxRows={12}
        spellCheck={false}
        value={text}
        error={problem}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={bring}>
        {(props) => (
          <UnstyledButton {...props} className={`act ${css.file}`}>
            {t('from_file')}
          </UnstyledButton>
        )}
      </FileButton>
    </div>
  );
}

interface ChoiceFieldProps {
  condition: Condition;
  problem?: string;
  change: (condition: Condition) => void;
}

/** Customers chosen by what is known of them: attributes that the newest ones have, and their language. */
export function ChoiceField({ condition, problem, change }: ChoiceFieldProps) {
  const { t } = useTranslation('invite');
  const customers = useCustomers(true).data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const attributes = customers.map((customer) => customer.attributes ?? {});
  const names = [...new Set(attributes.flatMap(Object.keys))].sort();
  const typedAs: ValueOf = (text, field, op) => {
    const name = field.replace(/^customer\.attributes\./, '');
    const seen = attributes.map((one) => one[name]).find((value) => value !== undefined);
    const number = Number(text.replace(',', '.'));
    const numeric = text.trim() !== '' && Number.isFinite(number);
    if (numeric && (typeof seen === 'number' || (seen === undefined && takesValue(op) && ['le', 'ge', 'lt', 'gt'].includes(op))))
      return number;
    if (typeof seen === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    return text;
  };
  return (
    <div>
      <ConditionRows
        condition={condition}
        samples={[]}
        fields={[...names.map((name) => `customer.attributes.${name}`), 'language']}
        typedAs={typedAs}
        change={change}
        problem={problem}
      />
      {condition.leaves.length === 0 && <p className="small">{t('choice_all')}</p>}
    </div>
  );
}
