import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { Section } from '../../design/Section';
import { useLanguageName } from '../../listen/languageName';
import table from '../../listen/Table.module.css';
import { type Template, useTemplates } from '../mail';
import { inOrder, isUsual } from './templates';
import { useTemplateName } from './useTemplateName';

function Row({ of: template }: { of: Template }) {
  const { t } = useTranslation(['mail', 'invite']);
  const nameOf = useLanguageName();
  const templateName = useTemplateName();
  const use = template.survey
    ? t(`use.${template.kind}`, { survey: template.survey })
    : isUsual(template.slug)
      ? t(`use.usual_${template.kind}`)
      : t('use.chosen');
  return (
    <tr>
      <td className={table.name}>
        <Link to="/settings/mail/$template" params={{ template: template.slug }}>
          <b>{templateName(template)}</b>
        </Link>
        <span className={table.note}>{template.standard ? t('invite:standard') : t(`invite:kind.${template.kind}`)}</span>
      </td>
      <td>{Object.keys(template.texts).map(nameOf).join(', ')}</td>
      <td>{use}</td>
    </tr>
  );
}

/** The words of our messages: what there is, in which languages, and where each is used. */
export function TemplateTable() {
  const { t } = useTranslation('mail');
  const may = useMay('manager');
  const templates = inOrder(useTemplates().data ?? []);
  return (
    <Section title={t('templates')} note={t('templates_note')}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t('template')}</th>
            <th>{t('languages')}</th>
            <th>{t('used')}</th>
          </tr>
        </thead>
        <tbody>
          {templates.map((template) => (
            <Row key={template.slug} of={template} />
          ))}
        </tbody>
      </table>
      {may && (
        <Button
          className={table.more}
          variant="default"
          size="sm"
          renderRoot={(props) => <Link {...props} to="/settings/mail/$template" params={{ template: 'new' }} />}
        >
          {t('template_new')}
        </Button>
      )}
    </Section>
  );
}
