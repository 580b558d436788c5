import { ScreenLine } from '../app/ScreenLine';

export function WorkspacePage() {
  return <ScreenLine />;
}
