import type { Parcel } from '#kernel/parcel.ts';
import { MAP_HEIGHT, MAP_WIDTH, type MapPicture, placeNames } from '$ui/map-picture/picture.ts';
import { pathOf, project, windowAround } from './outline.ts';

/** How much wider than the parcel the picture is. */
const AROUND = 3.5;
const MOST_NEIGHBOURS = 120;

const closed = ({ points }: Parcel) => [...points, points[0]!];

/** A still picture of a parcel among its neighbours, each with its number. */
export async function parcelPicture({ call }: App.Locals, parcel: Parcel): Promise<MapPicture> {
  const xs = parcel.points.map(([longitude]) => longitude);
  const ys = parcel.points.map(([, latitude]) => latitude);
  const squeeze = Math.cos((parcel.latitude * Math.PI) / 180);
  const wide = Math.max(...xs) - Math.min(...xs);
  const high = (Math.max(...ys) - Math.min(...ys)) / squeeze;
  const span = Math.max(wide, (high * MAP_WIDTH) / MAP_HEIGHT) * AROUND;
  const window = windowAround({ ...parcel, zoom: Math.log2((360 * MAP_WIDTH) / (512 * span)) });
  const { items } = await call<{ items: Parcel[] }>('territory.list-parcels', {
    ...window,
    limit: MOST_NEIGHBOURS,
  }).catch(() => ({ items: [] }));
  const others = items.filter(({ plan, number }) => plan !== parcel.plan || number !== parcel.number);
  const named = [parcel, ...others].map(({ number, longitude, latitude }) => {
    const [x, y] = project(window, [longitude, latitude]);
    return { name: number, x, y };
  });
  return {
    land: others.map((other) => pathOf(closed(other), window)),
    names: placeNames(named),
    marks: [],
    pin: null,
    chosen: pathOf(closed(parcel), window),
  };
}
