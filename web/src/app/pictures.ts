import { answer, api, type Schema } from './api';

/** The same picture twice is one. */
export async function addPicture(file: File): Promise<Schema['Picture']> {
  const form = new FormData();
  form.append('file', file, file.name || 'picture');
  return await answer(
    api.POST('/api/v1/pictures', { body: form as unknown as { file?: string }, bodySerializer: (body: unknown) => body as BodyInit }),
  );
}
