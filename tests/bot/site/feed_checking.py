"""What every feed of the site must be: as RFC 4287 (Atom) and JSON Feed 1.1 ask."""

from __future__ import annotations

import json
from datetime import datetime

from lxml import etree  # type: ignore[import-untyped]

_GRAMMAR = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed">
    <attribute name="lang" ns="http://www.w3.org/XML/1998/namespace">
      <data type="language"/>
    </attribute>
    <interleave>
      <ref name="known"/>
      <oneOrMore><ref name="link"/></oneOrMore>
      <ref name="author"/>
      <zeroOrMore><ref name="entry"/></zeroOrMore>
    </interleave>
  </element></start>
  <define name="entry"><element name="entry"><interleave>
    <ref name="known"/>
    <element name="published"><ref name="moment"/></element>
    <ref name="link"/>
    <optional><ref name="author"/></optional>
    <element name="content"><attribute name="type"><value>html</value></attribute><text/></element>
  </interleave></element></define>
  <define name="known"><interleave>
    <element name="id"><ref name="address"/></element>
    <element name="title"><ref name="words"/></element>
    <element name="updated"><ref name="moment"/></element>
  </interleave></define>
  <define name="author"><element name="author">
    <element name="name"><ref name="words"/></element>
  </element></define>
  <define name="link"><element name="link">
    <attribute name="rel"><choice><value>self</value><value>alternate</value></choice></attribute>
    <attribute name="type"/>
    <attribute name="href"><ref name="address"/></attribute>
  </element></define>
  <define name="address"><data type="anyURI"><param name="pattern">https?://.+</param></data></define>
  <define name="words"><data type="token"><param name="minLength">1</param></data></define>
  <define name="moment"><data type="dateTime">
    <param name="pattern">.+(Z|[+\\-]\\d\\d:\\d\\d)</param>
  </data></define>
</grammar>
"""
_ATOM = "{http://www.w3.org/2005/Atom}"


def check_atom(body: bytes, address: str) -> None:
    """Fail where an Atom feed is not as it must be."""
    schema = etree.RelaxNG(etree.fromstring(_GRAMMAR))
    feed = etree.fromstring(body)
    schema.assertValid(feed)
    (itself,) = (one for one in feed.findall(f"{_ATOM}link") if one.get("rel") == "self")
    assert itself.get("href") == address
    ids = [one.text for one in feed.iter(f"{_ATOM}id")]
    assert len(set(ids)) == len(ids)
    updated = [datetime.fromisoformat(one.text or "") for one in feed.iter(f"{_ATOM}updated")]
    assert updated[0] == max(updated)


def check_json_feed(body: bytes, address: str) -> None:
    """Fail where a JSON Feed is not as it must be."""
    feed = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == address
    assert feed["title"].strip()
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item["content_html"]
        for moment in (item["date_published"], item["date_modified"]):
            assert datetime.fromisoformat(moment).tzinfo
        assert all(author["name"].strip() for author in item.get("authors", ()))
