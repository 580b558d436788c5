import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

export function CopyButton({ text, name, quiet }: { text: string; name: string; quiet?: boolean }) {
  const { t } = useTranslation('common');
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <Button size="sm" variant={quiet ? 'default' : 'filled'} aria-label={`${t('copy')}: ${name}`} onClick={() => clipboard.copy(text)}>
      <span aria-live="polite">{t(clipboard.copied ? 'copied' : 'copy')}</span>
    </Button>
  );
}
