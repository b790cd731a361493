/** The `acr` by which the development provider says that the demonstration's second factor was ticked. */
export const DEMO_SECOND_FACTOR = 'urn:amanah:demo:second-factor';
