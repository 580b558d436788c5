import '../../design/forms';
import { Button, Checkbox, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { useFormat } from '../../design/format';
import { CopyButton } from '../../listen/surveys/CopyButton';
import { useGroupWords } from '../groupWords';
import { useDimensions } from '../reads';
import css from './Boards.module.css';
import { type Board, letVisitorsIn, shutVisitorsOut } from './reads';

const prefix = 'attributes.';
const daysUsual = 30;

/** The link as it stands, and until when; what is withheld is said by its name. */
function Open({ board, visitors }: { board: Board; visitors: NonNullable<Board['visitors']> }) {
  const { t } = useTranslation('boards');
  const format = useFormat();
  const names = (board.tiles ?? []).filter(({ id }) => visitors.withheld.includes(id)).map(({ name }) => name);
  return (
    <div className={css.visitors}>
      <p className={css.link}>{visitors.url}</p>
      <p className="small">{t('visitors_until', { when: format.moment(visitors.expires_at) })}</p>
      {names.length > 0 && <p className="small">{t('visitors_withheld', { names: names.join(', ') })}</p>}
      <CopyButton text={visitors.url} name={t('visitors_link')} />
    </div>
  );
}

/** Who has the link sees the board's figures: by which attributes, whether as a file too, and for how long. */
export function VisitorsForm({ board, close }: { board: Board; close: () => void }) {
  const { t } = useTranslation(['boards', 'common']);
  const { fieldWord } = useGroupWords();
  const { visitors } = board;
  const deed = useDeed(['attributes', 'days']);
  const seen = (useDimensions().data ?? []).map(({ name }) => name).filter((name) => name.startsWith(prefix));
  const [attributes, setAttributes] = useState(visitors?.attributes ?? []);
  const [download, setDownload] = useState(visitors?.download ?? false);
  const [days, setDays] = useState<number | ''>(daysUsual);
  const offered = [...new Set([...seen.map((name) => name.slice(prefix.length)), ...attributes])];
  const put = (new_link: boolean) => deed.run(() => letVisitorsIn(board, { attributes, download, days: days || undefined, new_link }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await put(false);
  };
  const shut = async () => {
    if (await deed.run(() => shutVisitorsOut(board))) close();
  };
  return (
    <Dialog title={t('visitors_title')} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <p className="small">{t('visitors_text')}</p>
        {visitors && <Open board={board} visitors={visitors} />}
        {offered.length > 0 && (
          <Checkbox.Group
            label={t('visitors_attributes')}
            description={t('visitors_attributes_note')}
            value={attributes}
            onChange={setAttributes}
          >
            <div className={css.checks}>
              {offered.map((name) => (
                <Checkbox key={name} value={name} label={fieldWord(prefix + name)} />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <Checkbox label={t('visitors_download')} checked={download} onChange={(event) => setDownload(event.currentTarget.checked)} />
        <NumberInput
          label={t('visitors_days')}
          min={1}
          max={366}
          value={days}
          error={deed.at('days')}
          onChange={(value) => setDays(value === '' ? '' : Number(value))}
        />
        <DialogEnd deed={deed} close={close} verb={visitors ? undefined : t('visitors_open')}>
          {visitors && (
            <>
              <Button variant="subtle" disabled={deed.busy} onClick={() => put(true)}>
                {t('visitors_new_link')}
              </Button>
              <Button variant="subtle" disabled={deed.busy} onClick={shut}>
                {t('visitors_shut')}
              </Button>
            </>
          )}
        </DialogEnd>
      </form>
    </Dialog>
  );
}
