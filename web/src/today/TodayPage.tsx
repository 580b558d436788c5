import { ScreenLine } from '../app/ScreenLine';

export function TodayPage() {
  return <ScreenLine />;
}
