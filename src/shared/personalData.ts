/** What a column tells about a person. `none` for all that tells nothing, or nothing that is known of. */
export const personalDataClasses = ['email', 'name', 'phone', 'address', 'payment', 'none'] as const;

export type PersonalData = (typeof personalDataClasses)[number];
