import { ScreenLine } from '../app/ScreenLine';

export function TouchpointsPage() {
  return <ScreenLine />;
}
