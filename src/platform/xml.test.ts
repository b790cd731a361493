import { describe, expect, test } from 'vitest';
import { readXml, writeXml, XmlRefused } from './xml.ts';

describe('writing', () => {
  test('escapes whatever would end an element, and leaves out what XML does not know', () => {
    const xml = writeXml('a', { b: 'x < y & "z"\u0000\ud800 نص', c: null, list: [1, true] }, { list: 'one' });
    expect(xml).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<a><b>x &lt; y &amp; &quot;z&quot;\ufffd نص</b><c></c><list><one>1</one><one>true</one></list></a>\n',
    );
  });

  test('is read back as it was', () => {
    const text = '</b><script>&amp;"\'\n ]]> ١٢٣';
    expect(readXml(writeXml('a', { b: text }, {}))).toEqual({ root: 'a', element: { b: [text] } });
  });
});

describe('reading', () => {
  test('gives every member as a list, one or many', () => {
    expect(readXml('<r><x>1</x><y/><x>007</x></r>')).toEqual({ root: 'r', element: { x: ['1', '007'], y: [''] } });
  });

  test.each([
    ['a bomb of entities', '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r>&b;</r>'],
    ['a file of ours', '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>'],
    ['a document type alone', '<!doctype html><html></html>'],
    ['a broken document', '<r><x>1</r>'],
    ['no document', 'service unavailable'],
    ['a deep one', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
  ])('refuses %s', (_, text) => {
    expect(() => readXml(text)).toThrow(XmlRefused);
  });

  test('leaves an entity nobody declared as it is written, and knows characters by number', () => {
    expect(readXml('<r>&unknown; &#1575;&#x644; &#0;</r>').element).toBe('&unknown; ال ');
  });
});
