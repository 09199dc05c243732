/** An instant so many hours before (or, negative, after) another. */
export function hoursBefore(date: Date, hours: number): string {
  return new Date(date.getTime() - hours * 3_600_000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
