import { XMLParser, XMLValidator } from 'fast-xml-parser';

type Element = Readonly<Record<string, unknown>>;

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const RFC822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})$/;

const many = (value: unknown): Element[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as Element[]);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as Element | undefined)?.['#text'] ?? '');
const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);

/** What in an Atom feed is against RFC 4287, section by section; empty when nothing is. */
function atomFaults(feed: Element): string[] {
  const faults: string[] = [];
  const must = (fine: boolean, fault: string) => void (fine || faults.push(fault));
  const common = (one: Element, name: string) => {
    must(isAddress(textOf(one.id)), `${name}: 4.2.6 an id that is an IRI`);
    must(many(one.id).length === 1, `${name}: exactly one id`);
    must(textOf(one.title) !== '', `${name}: 4.2.14 a title`);
    must(RFC3339.test(textOf(one.updated)), `${name}: 4.2.15 updated as RFC 3339 has it`);
  };
  must(feed['@xmlns'] === 'http://www.w3.org/2005/Atom', 'the namespace of Atom');
  common(feed, 'feed');
  const self = many(feed.link).filter((link) => link['@rel'] === 'self');
  must(self.length === 1 && isAddress(String(self[0]?.['@href'])), 'feed: 4.1.1 a link to itself');
  const entries = many(feed.entry);
  const authored = many(feed.author).some((author) => textOf(author.name) !== '');
  must(
    authored || (entries.length > 0 && entries.every((entry) => many(entry.author).length > 0)),
    'feed: 4.1.1 an author',
  );
  for (const [i, entry] of entries.entries()) {
    const name = `entry ${i + 1}`;
    common(entry, name);
    if (entry.published !== undefined) must(RFC3339.test(textOf(entry.published)), `${name}: 4.2.9 published`);
    const links = many(entry.link).filter((link) => (link['@rel'] ?? 'alternate') === 'alternate');
    must(links.length === 1 || entry.content !== undefined, `${name}: 4.1.2 content or a link`);
    must(
      many(entry.content).every((one) => ['text', 'html', 'xhtml'].includes(String(one['@type'] ?? 'text'))),
      `${name}: 4.1.3.1 type of content`,
    );
    must(
      many(entry.category).every((one) => String(one['@term'] ?? '') !== ''),
      `${name}: 4.2.2.1 a term`,
    );
  }
  must(new Set(entries.map((entry) => textOf(entry.id))).size === entries.length, 'entries: 4.1.1 each id once');
  return faults;
}

/** What in an RSS feed is against the specification of RSS 2.0 and the RSS Advisory Board's profile. */
function rssFaults(rss: Element): string[] {
  const faults: string[] = [];
  const must = (fine: boolean, fault: string) => void (fine || faults.push(fault));
  must(rss['@version'] === '2.0', 'version 2.0');
  const channel = rss.channel as Element;
  for (const name of ['title', 'link', 'description']) must(textOf(channel[name]) !== '', `channel: ${name}`);
  must(isAddress(textOf(channel.link)), 'channel: a link that is an address');
  if (channel.lastBuildDate !== undefined) must(RFC822.test(textOf(channel.lastBuildDate)), 'channel: lastBuildDate');
  const self = many(channel['atom:link']).filter((link) => link['@rel'] === 'self');
  must(self.length === 1 && self[0]?.['@type'] === 'application/rss+xml', 'channel: atom:link to itself');
  must(self.length === 0 || rss['@xmlns:atom'] === 'http://www.w3.org/2005/Atom', 'the namespace of atom:link');
  const items = many(channel.item);
  for (const [i, item] of items.entries()) {
    const name = `item ${i + 1}`;
    must(textOf(item.title) !== '' || textOf(item.description) !== '', `${name}: a title or a description`);
    must(RFC822.test(textOf(item.pubDate)), `${name}: pubDate`);
    const [guid] = many(item.guid);
    const permanent = (guid?.['@isPermaLink'] ?? 'true') === 'true';
    must(textOf(guid) !== '' && (!permanent || isAddress(textOf(guid))), `${name}: a guid`);
    must(isAddress(textOf(item.link)), `${name}: a link`);
    must(item['content:encoded'] === undefined || rss['@xmlns:content'] !== undefined, `${name}: namespace of content`);
  }
  must(new Set(items.map((item) => textOf(item.guid))).size === items.length, 'items: each guid once');
  return faults;
}

/** What in a feed is against the rules of its kind; empty when nothing is. */
export function feedFaults(text: string): string[] {
  const valid = XMLValidator.validate(text);
  if (valid !== true) return [`not well-formed: ${valid.err.msg}`];
  const document = parser.parse(text) as Element;
  if (document.feed !== undefined) return atomFaults(document.feed as Element);
  return document.rss === undefined ? ['neither Atom nor RSS'] : rssFaults(document.rss as Element);
}
