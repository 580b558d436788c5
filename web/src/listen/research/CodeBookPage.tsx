import { Button, UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { Failure } from '../../app/Failure';
import { useMay } from '../../app/session';
import { pickText } from '../../app/words';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import table from '../Table.module.css';
import { codeKeys } from './keys';
import css from './Research.module.css';
import { ResearchLine } from './ResearchLine';
import { type Code, saveCode, useCodes } from './reads';

const CodeForm = lazy(() => import('./CodeForm').then((module) => ({ default: module.CodeForm })));

interface RowProps {
  code: Code;
  shortcut: string | undefined;
  edit: () => void;
  retire: () => void;
}

function Row({ code, shortcut, edit, retire }: RowProps) {
  const { t, i18n } = useTranslation(['research', 'common']);
  const name = pickText(code.name, i18n.language, code.slug);
  const act = (word: string, run: () => void) => (
    <UnstyledButton className="act" aria-label={`${t(word)}: ${name}`} onClick={run}>
      {t(word)}
    </UnstyledButton>
  );
  return (
    <tr className={code.retired ? css.retired : undefined}>
      <td className={css.key}>{shortcut && <kbd>{shortcut}</kbd>}</td>
      <td className={table.name}>
        <b>{name}</b>
        <span className={table.note}>{code.retired ? t('is_retired') : code.slug}</span>
      </td>
      <td className={css.definition}>{pickText(code.description, i18n.language)}</td>
      <td className={table.quiet}>{t(`valence.${code.valence}`)}</td>
      <td className={css.acts}>
        {act('common:edit', edit)} {!code.retired && act('retire', retire)}
      </td>
    </tr>
  );
}

/** What a note can be about, agreed on beforehand. */
export function CodeBookPage() {
  const { t, i18n } = useTranslation(['research', 'customers']);
  const format = useFormat();
  const may = useMay('manager');
  const { data: codes, error } = useCodes(may);
  const [editing, setEditing] = useState<{ code?: Code } | null>(null);
  const [retiring, setRetiring] = useState<Code | null>(null);
  const used = (codes ?? []).filter((code) => !code.retired);
  const keys = codeKeys(codes ?? []);
  const add = (
    <Button size="sm" onClick={() => setEditing({})}>
      {t('code_add')}
    </Button>
  );
  return (
    <>
      <ResearchLine right={codes && codes.length > 0 && add} />
      {!may && <p className="small">{t('customers:managers_only')}</p>}
      {error && !codes && <Failure error={error} />}
      {codes?.length === 0 && <EmptyState title={t('codes_empty_title')} text={t('codes_empty_text')} action={add} />}
      {codes && codes.length > 0 && (
        <>
          <LeadSentence>
            <Trans
              t={t}
              i18nKey="codes_lead"
              count={used.length}
              values={{ n: format.count(used.length), bad: format.count(used.filter((code) => code.valence === 'bad').length) }}
              components={{ b: <b /> }}
            />
          </LeadSentence>
          <div className={table.place}>
            <table className={`${table.table} ${css.codes}`}>
              <thead>
                <tr>
                  <th>{t('key_name')}</th>
                  <th>{t('code')}</th>
                  <th>{t('definition')}</th>
                  <th>{t('valence_name')}</th>
                  <th>
                    <span className="unseen">{t('common:edit')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {[...used, ...codes.filter((code) => code.retired)].map((code) => (
                  <Row
                    key={code.slug}
                    code={code}
                    shortcut={keys.get(code.slug)}
                    edit={() => setEditing({ code })}
                    retire={() => setRetiring(code)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {editing && (
        <Suspense>
          <CodeForm code={editing.code} close={() => setEditing(null)} />
        </Suspense>
      )}
      {retiring && (
        <ConfirmDialog
          title={t('retire_title', { name: pickText(retiring.name, i18n.language, retiring.slug) })}
          verb={t('retire')}
          run={() => saveCode({ ...retiring, retired: true }, retiring)}
          close={() => setRetiring(null)}
        >
          {t('retire_text')}
        </ConfirmDialog>
      )}
    </>
  );
}
