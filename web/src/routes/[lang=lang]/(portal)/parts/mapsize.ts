/** Size of the drawn map of the city, in the units of its picture. */
export const MAP_WIDTH = 640;
export const MAP_HEIGHT = 420;
