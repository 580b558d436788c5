import { useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../app/api';
import { queries } from '../app/session';

export type MailSettings = Schema['MailSettings'];
export type Template = Schema['Template'];

export function useMail() {
  return useQuery({ queryKey: ['mail'], queryFn: () => answer(api.GET('/api/v1/mail')) });
}

export function useTemplates() {
  return useQuery({ queryKey: ['templates'], queryFn: async () => (await answer(api.GET('/api/v1/templates'))).items });
}

export async function changeMail(body: Schema['mail_change']): Promise<void> {
  queries.setQueryData(['mail'], await answer(api.PATCH('/api/v1/mail', { body })));
}

/** Waited for, so that the editor goes on with what the server has. */
const changed = async () => {
  void queries.invalidateQueries({ queryKey: ['letter'] });
  await queries.invalidateQueries({ queryKey: ['templates'] });
};

export async function putTemplate(body: Schema['template_in']): Promise<void> {
  await answer(api.POST('/api/v1/templates', { body }));
  await changed();
}

export async function removeTemplate(slug: string): Promise<void> {
  await answer(api.DELETE('/api/v1/templates/{slug}', { params: { path: { slug } } }));
  await changed();
}
