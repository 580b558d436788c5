import { ScreenLine } from '../app/ScreenLine';

export function ResponsesPage() {
  return <ScreenLine />;
}
