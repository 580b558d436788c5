import { ScreenLine } from '../app/ScreenLine';

export function SurveysPage() {
  return <ScreenLine />;
}
