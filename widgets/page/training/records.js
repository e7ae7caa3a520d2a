// Where the numbers stand in what Python sends of a network.
// A record: clock, training loss, test loss, accuracy in %.
export const CLOCK = 0;
export const LOSS = 1;
export const TEST_LOSS = 2;
export const ACCURACY = 3;
export const COLUMNS = 4;
// A place: clock, where in the plane, how far off it and how far from the start.
export const PLACE = [1, 2];
export const DISTANCES = [3, 4];
export const FIELDS = 5;
