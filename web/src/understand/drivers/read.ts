import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import type { paths } from '../../app/contract.gen';

export type Drivers = Schema['Drivers'];
export type Driver = Schema['Driver'];
export type DriversAsk = paths['/api/v1/drivers']['get']['parameters']['query'];

/** A thousand repetitions are not asked again with every answer that comes in: only when the screen is opened or its choices move. */
export function useDrivers(query: DriversAsk, enabled: boolean) {
  return useQuery({
    queryKey: ['drivers', query],
    queryFn: () => answer(api.GET('/api/v1/drivers', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
    enabled,
  });
}
